"""The chapters as steps over frames of regions and months: targets, capital, expenses, appraisal, ranking."""
