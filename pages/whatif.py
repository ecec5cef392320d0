"""What-if: the least a region must do to change what follows; of a month over, what would have sufficed."""

from dashboard.components.frame.pageframe import open_page
from dashboard.components.whatif.nextmonth import show_next_month
from dashboard.components.whatif.scenarios import show_scenarios, take_shared
from dashboard.components.whatif.sharing import show_shared
from dashboard.components.whatif.simulations import show_simulation, tell_ahead
from dashboard.components.whatif.whatif import require_books, require_region, show_ahead

scope = open_page("whatif").as_now
take_shared(scope)
show_shared(scope)
region = require_region(scope)
show_ahead(scope, region)
require_books(region)
trial = show_simulation(scope, region)
show_next_month(scope, region)
show_scenarios(trial)
tell_ahead(trial)
