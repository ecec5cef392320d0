"""Goal seek: the least a manager must move for each outcome, exact to the fen."""

from engine.goalseek.answer import Answer
from engine.goalseek.position import Terms
from engine.goalseek.seek import answers

__all__ = ["Answer", "Terms", "answers"]
