"""Goal seek: the least a manager must move for each outcome, exact to the fen."""

from engine.whatif.goalseek.seek import answers
from engine.whatif.plans.answer import Answer
from engine.whatif.plans.position import Terms

__all__ = ["Answer", "Terms", "answers"]
