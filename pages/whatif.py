"""What-if: the least a region must do, before the checkpoint, to change what follows."""

from dashboard.components.chase import show_chase
from dashboard.components.pageframe import open_page
from dashboard.components.scenarios import show_scenarios, take_shared
from dashboard.components.simulations import show_simulation, tell_ahead
from dashboard.components.whatif import require_region, show_goals, show_outlook

scope = open_page("whatif")
take_shared(scope)
region = require_region(scope)
show_outlook(scope, region)
show_goals(scope, region)
trial = show_simulation(scope, region)
show_chase(scope, region)
show_scenarios(trial)
tell_ahead(trial)
