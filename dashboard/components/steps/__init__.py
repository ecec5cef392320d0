"""The forms of each step: declaring, approving, explaining, appealing, reporting, promising, publishing."""
