"""Every path to data or acts, with a decision for each role, written by hand; `test_paths.py` holds it.

A line is a path and who gets through, in the order of `ROLES`: x yes, - no. Each holds the role as in the
demo company: general manager, finance and compliance over all regions, VP over two, manager and
statistician over one, the office head over an office of it, the administrator over none.
"""

from __future__ import annotations

from data.people.roles import Role

ROLES: tuple[Role, ...] = (
    *("gm", "vp", "region_manager", "office_head", "statistician", "finance", "compliance", "admin"),
)

TABLE = """
page home                                              x x x x x x x -
page month                                             x x x x x x x -
page overview                                          x x x x x x x -
page year                                              x x x x x x x -
page targets                                           x x x x x x x -
page capital                                           x x x x x x x -
page expenses                                          x x x x x x x -
page appraisal                                         x x x x x x x -
page settlement                                        x x x x x x x -
page whatif                                            x x x - - - - -
page replay                                            x x x - - - - -
page trace                                             x x x x x x x -
page conduct                                           x x x x x x x -
page upload                                            x - - - x x x -
page regulation                                        x x x x x x x x
page people                                            - - - - - - - x
page mine                                              x x x x x x x x

verb adjust                                            - - - - - x - -
verb adjustment                                        x - - - - - - -
verb appeal                                            - - x - - - - -
verb approve                                           - x x - - - - -
verb audit                                             - - - - - - x -
verb backup                                            - - - - - - - x
verb bulletin                                          x x x x x x x -
verb decide                                            - - - - - - x -
verb declare                                           - - x x - - - -
verb demo                                              - - - - - - - -
verb deploy                                            - - - - - - - -
verb evaluate                                          x x x x x x x -
verb explain                                           - - x - - - - -
verb load                                              - - - - x - - -
verb month                                             x x x x x x x -
verb people end                                        - - - - - - - x
verb people invite                                     - - - - - - - x
verb people list                                       - - - - - - - x
verb people load                                       - - - - - - - x
verb policies adopt                                    - - - - - - - -
verb policies list                                     - - - - - - - -
verb promise                                           - - x - - - - -
verb prune                                             - - - - - - - x
verb publish                                           - - - - - - x -
verb reopen                                            - - - - - - x -
verb remind                                            - - - - - - - -
verb repair                                            - - - - - - - -
verb report                                            - x x - - - - -
verb restore                                           - - - - - - - -
verb retain                                            - x - - - - - -
verb serve                                             - - - - - - - -
verb show                                              x x x x x x x -
verb submit                                            - - - - x - - -
verb tasks                                             x x x x x x x -
verb template                                          x x x x x x x -
verb verify-bulletin                                   x x x x x x x -
verb transfer                                          x - - - - - - -
verb verify                                            - - - - - x - -

download papers/bulletins.offer_bulletin               x x x x x x x -
download forms/attachments.offer_files                 x x x x x x x -
download papers/handovers._offer                       x x x - x x x -
download regulation/readings.show_readings             x x x x x x x x
download elements/downloads.offer_downloads            x x x x x x x x
download loads/empty_store.offer_template              x - - - x x x -
download loads/histories.show_starting_files           x - - - x x x -
download loads/loads._offer_original                   x - - - x x x -
download uploads/issues._offer_copies                  - - - - x - - -
download collecting/papers.offer_papers                x x x - - - - -

dialog people/forms._show_open                         - - - - - - - x
dialog loads/rollbacks.show_rollback                   - - - - x - - -

fragment evidence/behind.show_rows_behind              x x x x x x x -
fragment elements/cards._show_behind                   x x x x x x x x
fragment frame/searches.show_search                    x x x x x x x -
fragment elements/shortened.show_shortened             x x x x x x x -
fragment overview/findings.show_rest                   x x x x x x x -
fragment overview/stories._show_rest                   x x x x x x x -
fragment steps/declare._show_form                      - - x x - - - -
fragment targets/dayplans._show_days                   x x x x x x x -
fragment whatif/nextmonth.show_next_month              x x x - - - - -
fragment whatif/simulations._show_trial                x x x - - - - -
fragment whatif/whatif._show_chances                   x x x - - - - -
fragment whatif/whatif._show_other_ways                x x x - - - - -

button conduct/forms.ask_more                          - - - - - - x -
button conduct/forms.ask_ruling                        - - - - - - x -
button conduct/forms.show_new_case                     - - - - - - x -
button papers/bulletins._made                          x x x x x x x -
button papers/papers.show_paper_check                  x x x x x x x -
button evidence/receipts.choose_receipt                x x x x x x x -
button evidence/receipts.show_receipt                  x x x x x x x -
button evidence/traces._show_breadcrumb                x x x x x x x -
button forms/attachments.ask_files                     - x x - - - x -
button visitors/visitors._tell                         x - - - - - x -
button loads/audits.show_audit                         - - - - - - x -
button loads/empty_store.show_demo_button              - - - - - - - -
button loads/rollbacks._ask                            - - - - x - - -
button loads/rollbacks.show_rollback                   - - - - x - - -
button people/channels.show_channels                   x x x x x x x -
button people/files._offer                             - - - - - - - x
button people/files.show_file                          - - - - - - - x
button people/forms._ask_grant                         - - - - - - - x
button people/forms._offer_saving                      - - - - - - - x
button people/forms._show_form                         - - - - - - - x
button people/forms.ask_change                         - - - - - - - x
button people/forms.ask_new                            - - - - - - - x
button people/one._show                                - - - - - - - x
button people/preferences.show_preferences             x x x x x x x x
button people/sessions.show_sessions                   x x x x x x x x
button steps/adjustments._decide                       x - - - - - - -
button steps/adjustments._propose                      - - - - - x - -
button steps/appeals._ask                              - - x - - - - -
button steps/appeals._decide                           - - - - - - x -
button steps/approve._decide                           - x x - - - - -
button steps/declare._offer                            - - x x - - - -
button steps/explain._show                             - - x - - - - -
button process/home._show_news                         x x x x x x x -
button steps/month._publish                            - - - - - - x -
button steps/month._reopen                             - - - - - - x -
button steps/month._submit                             - - - - x - - -
button steps/month._verify                             - - - - - x - -
button steps/promises._ask                             - - x - - - - -
button steps/reports._report                           - x x - - - - -
button steps/reports._retention                        - x - - - - - -
button steps/reports._transfer                         x - - - - - - -
button uploads/checks._confirmed_reason                - - - - x - - -
button uploads/choices._asked                          - - - - x - - -
button uploads/mappings._asked                         - - - - x - - -
button uploads/newcomers._confirmed                    - - - - x - - -
button uploads/uploads._show_added                     - - - - x - - -
button uploads/uploads.show_upload                     - - - - x - - -
button collecting/chase._show_list                     x x x - - - - -
button whatif/replays._show_examples                   x x x - - - - -
button whatif/replays._show_value                      x x x - - - - -
button whatif/replays.choose_overrides                 x x x - - - - -
button whatif/scenarios._show_one                      x x x - - - - -
button whatif/scenarios._show_saving                   - - x - - - - -
button whatif/whatif._show_goal                        x x x - - - - -
button whatif/whatif._show_ways                        x x x - - - - -

address case                                           x x x x x x x -
address effort                                         x x x - - - - -
address lang                                           x x x x x x x x
address load                                           x - - - x x x -
address month                                          x x x x x x x -
address person                                         - - - - - - - x
address region                                         x x x x x x x -
address scenario                                       x x x - - - - -
address unit                                           x x x x x x x x
"""

#: What the server answers to strangers; everything else asks for a session first.
STRANGERS = {
    ("/entrance.css", "GET"),
    ("/entrance.svg", "GET"),
    ("/healthz", "GET"),
    ("/invitation/{token}", "GET"),
    ("/invitation/{token}", "POST"),
    ("/login", "GET"),
    ("/login", "POST"),
    ("/logout", "GET"),
    ("/logout", "POST"),
    ("/oidc/begin", "GET"),
    ("/oidc/callback", "GET"),
    ("/readyz", "GET"),
    ("/session", "GET"),
}

#: What a message of a check tells of the store; all of it is of the own regions, or is known to all.
OF_THE_STORE = {
    *("after", "allowed", "ask", "before", "difference", "dropped", "first", "known", "load", "loaded"),
    *("manager", "month", "months", "nearest", "number", "office", "offices", "other", "other_month", "plan"),
    *("region", "since", "until", "usual", "customers", "summary", "ledger", "figure", "named", "document"),
    "meant",
}


def decisions() -> dict[str, dict[Role, bool]]:
    """Path → role → whether it gets through. ValueError for a line that is no decision."""
    table: dict[str, dict[Role, bool]] = {}
    for line in filter(None, TABLE.splitlines()):
        words = line.split()
        path, marks = " ".join(words[: -len(ROLES)]), words[-len(ROLES) :]
        if len(marks) != len(ROLES) or set(marks) - {"x", "-"} or path in table:
            raise ValueError(line)
        table[path] = {role: mark == "x" for role, mark in zip(ROLES, marks, strict=True)}
    return table
