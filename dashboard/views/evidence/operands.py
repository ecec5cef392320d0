"""Names of operands, policy values and their choices in the reader's words."""

from __future__ import annotations

from dashboard.i18n import N_, _, current
from dashboard.published import is_published, title
from dashboard.words import FLAGS, word
from data.fields import BY_NAME


def extract_title(name: str) -> str:
    """The extract's title: its sheet's name in Chinese, else its English title."""
    extract = BY_NAME.get(name)
    if extract is None:
        return name
    return extract.sheet if current() == "zh" else extract.title_en


#: Policy values and words of formulas; figures are named by the catalogue.
OPERANDS = {
    "checkpoint.day": N_("checkpoint day"),
    "checkpoint.threshold": N_("checkpoint threshold"),
    "checkpoint.required": N_("which ratios must reach it"),
    "checkpoint.reward": N_("checkpoint reward"),
    "checkpoint.fine": N_("checkpoint fine"),
    "capital.quota_rate": N_("capital quota rate"),
    "capital.collections_basis": N_("basis of the annual collections"),
    "capital.is_overdue_offset_by_quota": N_("unused quota offsets overdue"),
    "capital.tiers": N_("tier by overrun ratio"),
    "process.load_day": N_("extracts loaded by, month after"),
    "process.submit_day": N_("month submitted by, month after"),
    "process.verify_day": N_("lines verified by, month after"),
    "process.publish_day": N_("month published by, month after"),
    "process.appeal_days": N_("appeals, days after the publication"),
    "process.decision_days": N_("decision, days after the appeal"),
    "process.explanation_days": N_("explanation of an overrun, days after the publication"),
    "process.file_megabytes": N_("largest attached file"),
    "process.file_kinds": N_("kinds of attached files"),
    "process.remind_from_day": N_("warning about the checkpoint from, day of month"),
    "process.time_zone": N_("time zone of all dates"),
    "targets.declaration_day": N_("declaration day, month before"),
    "targets.adjustment_day": N_("last day of adjustment"),
    "targets.approval_threshold": N_("approval threshold, share of plan"),
    "expenses.cap_rate": N_("expense cap rate"),
    "expenses.span": N_("span of the expense cap"),
    "appraisal.minimum_regions": N_("fewest regions for a last place"),
    "readings.credit_balances": N_("credit balances count as 0"),
    "readings.shortfall_held_by": N_("who is held to the approval threshold"),
    "readings.deadline_days": N_("the day of a deadline itself"),
    "readings.collections_divided_by": N_("what collections are divided by at the checkpoint"),
    "readings.one_miss_of_two": N_("one miss of two at the checkpoint"),
    "readings.balance_of_month": N_("balance of the month"),
    "readings.manager_travel": N_("the manager's own travel and the cap"),
    "readings.pending_claims": N_("claims awaiting approval"),
    "readings.half_year_last": N_("what half a year last is"),
    "readings.new_manager": N_("a new manager and the streak"),
    "amount_now": N_("amount as it would be now"),
    "amount_published": N_("published amount"),
    "amount_corrected": N_("corrections published before"),
    "amount_due": N_("correction"),
    "correction_of": N_("corrects the month"),
    "published_version": N_("version of its publication"),
    "published_data": N_("data version it was published from"),
    "published_policy": N_("policy version it was published under"),
    "now_data": N_("data version now"),
    "now_policy": N_("policy version now"),
    "adjusted_by": N_("amount approved"),
    "adjusted_why": N_("reason of the adjustment"),
    "ratio": N_("ratio"),
    "otherwise": N_("otherwise"),
    "max": N_("the larger of "),
    "min": N_("the smaller of "),
}
CHOICES = {
    "both": N_("both"),
    "either": N_("either"),
    "annual_target": N_("the year's collections target"),
    "trailing_twelve_months": N_("collections of the trailing twelve months"),
    "year_to_date": N_("year to date"),
    "month": N_("the month"),
    "office": N_("each office"),
    "region": N_("the region's total"),
    "included": N_("included"),
    "excluded": N_("not included"),
    "collections_target": N_("the collections target"),
    "sales_target": N_("the sales target"),
    "fine": N_("a fine"),
    "no_fine": N_("no fine"),
    "fine_for_each": N_("a fine for each miss"),
    "month_end": N_("at its end"),
    "mean_of_beginning_and_end": N_("mean of beginning and end"),
    "outside_cap": N_("outside the cap"),
    "inside_cap": N_("inside the cap"),
    "count": N_("count"),
    "do_not_count": N_("do not count"),
    "six_months_running": N_("last for six months running"),
    "half_year_mean": N_("last by the half-year's mean score"),
    "restarts": N_("restarts the streak"),
    "takes_over": N_("takes the streak over"),
}
#: What each policy value means, in our own words.
MEANINGS = {
    "targets.declaration_day": N_(
        "By this day of the month before, every office declares what it expects to sell and collect. Later "
        "declarations are accepted and flagged late."
    ),
    "targets.adjustment_day": N_("Through this day of the month, a declaration may be adjusted once."),
    "targets.approval_threshold": N_(
        "A declaration below this share of its plan counts only with a reason, a remedy "
        "and a timely approval."
    ),
    "checkpoint.day": N_("Month-to-date sales and collections through this day are held against the target."),
    "checkpoint.threshold": N_("Reached by both figures, the manager is rewarded; otherwise fined."),
    "checkpoint.reward": N_("Reward of the region manager when the checkpoint is met."),
    "checkpoint.fine": N_("Fine of the region manager when the checkpoint is missed."),
    "checkpoint.required": N_("The text does not say what follows when one of two figures misses: a fine."),
    "capital.quota_rate": N_("A region may tie up this share of its annual collections."),
    "capital.collections_basis": N_("What annual collections means for the quota."),
    "capital.is_overdue_offset_by_quota": N_(
        "Overdue of contract and registered customers is overrun outright; unused quota does not offset it."
    ),
    "expenses.cap_rate": N_("Counted expenses may reach this share of collections."),
    "expenses.span": N_("The span over which expenses are held against collections."),
    "appraisal.minimum_regions": N_("With fewer regions nobody is last."),
    "readings.credit_balances": N_(
        "A customer's credit balance counts as 0 and nets nobody else, row by row."
    ),
    "readings.shortfall_held_by": N_(
        "Whether each office's declaration or the region's total is held against the plan."
    ),
    "readings.deadline_days": N_('Whether "by the 28th" and "by the 10th" take that day in.'),
    "readings.collections_divided_by": N_("Which target collections through the checkpoint day are held to."),
    "readings.one_miss_of_two": N_("What follows where one of the two figures is reached and the other not."),
    "readings.balance_of_month": N_("Which balances of receivables and inventory are held to the quota."),
    "readings.manager_travel": N_("The region manager's travel is reimbursed at cost; does it use the cap?"),
    "readings.pending_claims": N_(
        "Whether claims awaiting approval count. Where they do they are flagged; rejected ones drop out."
    ),
    "readings.half_year_last": N_("Which half a year in last place leads to the proposal of a transfer."),
    "readings.new_manager": N_("Whether a new manager begins anew or answers for months before."),
}


def operand_title(name: str) -> str:
    """A figure, a policy value or a word of a formula in the reader's words; others as they stand."""
    if is_published(name):
        return title(name)
    return _(OPERANDS.get(name, CHOICES.get(name, name)))


def choice_text(value: object) -> str:
    """A choice of a policy value in the reader's words."""
    if isinstance(value, bool):
        return word(FLAGS, str(value).lower())
    return _(CHOICES.get(str(value), str(value)))
