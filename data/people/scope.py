"""What a person may see and do on a day: the sum of the grants that hold. Pure; no grant, no rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from data.people.person import Grant, Person
from data.people.roles import KINDS, Act


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be seen. As a value it is hashable: the key of a cache that several people share.

    regions: seen in full (None: all). offices: (region, office) seen in full beside them. totals: regions
    of which the totals are seen besides, since an office there is seen. is_public: whether what is
    published of the other regions is seen. sees_audit: whether the audit log is. grants: what holds.
    only_looks: whether nothing may be done, whatever the grants say: somebody views as another person.
    """

    regions: frozenset[str] | None
    offices: frozenset[tuple[str, str]] = frozenset()
    is_public: bool = True
    sees_audit: bool = False
    grants: tuple[Grant, ...] = ()
    only_looks: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether every row may be seen."""
        return self.regions is None

    @property
    def is_nothing(self) -> bool:
        """Whether no amount may be seen, not even what is published."""
        return not self.is_public

    @property
    def totals(self) -> frozenset[str]:
        """Regions of which the region's own figures are seen but only some offices'."""
        if self.regions is None:
            return frozenset()
        return frozenset(region for region, _ in self.offices) - self.regions

    @property
    def sight(self) -> Scope:
        """What is seen, without what may be done: equal for all who see the same."""
        return replace(self, grants=())

    @property
    def text(self) -> str:
        """What is seen as a text, another one for whatever sees anything else."""
        regions = None if self.regions is None else sorted(self.regions)
        return repr((regions, sorted(self.offices), self.is_public, self.sees_audit))

    def sees_region(self, region: str) -> bool:
        """Whether all of a region may be seen, every office and every row of it."""
        return self.regions is None or region in self.regions

    def sees_totals(self, region: str) -> bool:
        """Whether a region's own figures may be seen."""
        return self.sees_region(region) or region in self.totals

    def sees_office(self, region: str, office: str) -> bool:
        """Whether all of an office may be seen."""
        return self.sees_region(region) or (region, office) in self.offices

    def holds(self, act: Act) -> bool:
        """Whether an act is one of a held role's, although it may not be done by who only looks."""
        return any(act in grant.kind.acts for grant in self.grants)

    def sees_scenario(self, regions: frozenset[str], *, is_own: bool) -> bool:
        """Whether a saved scenario about `regions` exists for this scope.

        One that is about no region was still made by somebody about their own: others see it who see all.
        """
        if self.regions is None:
            return True
        return regions <= self.regions and (is_own or bool(regions))

    def may(self, act: Act, region: str | None = None, office: str | None = None) -> bool:
        """Whether an act is allowed: at all, in a region, in an office of it.

        An office head may act in the own offices alone, and nowhere in a region as a whole.
        """
        return not self.only_looks and any(
            act in grant.kind.acts
            and (region is None or grant.covers(region))
            and (grant.kind.sight != "offices" or region is None or office in grant.offices)
            for grant in self.grants
        )

    def regions_for(self, act: Act) -> frozenset[str] | None:
        """The regions in which an act is allowed as a whole (None: all)."""
        if self.only_looks:
            return frozenset()
        granted = [g.regions for g in self.grants if act in g.kind.acts and g.kind.sight != "offices"]
        if any(regions is None for regions in granted):
            return None
        return frozenset().union(*(regions for regions in granted if regions is not None))


#: Of the operator of this machine, who holds every role: the command line without `--as`, pages without
#: sign-in.
EVERYTHING = Scope(None, sees_audit=True, grants=tuple(Grant(kind.code, None) for kind in KINDS))


def scope_of(person: Person, day: date) -> Scope:
    """What `person` may see and do on `day`. Without a grant that holds, nothing at all."""
    return scope_of_grants(person.grants_on(day))


def names_of_doers(persons: Iterable[Person], act: Act, region: str, day: date) -> tuple[str, ...]:
    """The names of those who may do something in a region as a whole, in order: whom to ask."""
    return tuple(sorted({p.name for p in persons if scope_of(p, day).may(act, region)}))


def scope_of_grants(grants: Iterable[Grant]) -> Scope:
    """The sum of grants: each adds to what is seen, none takes anything away."""
    held = tuple(grants)
    full: list[frozenset[str] | None] = []
    offices: set[tuple[str, str]] = set()
    for grant in held:
        if grant.kind.sight in ("everything", "regions"):
            full.append(grant.regions)
        elif grant.kind.sight == "offices":
            offices |= {(region, office) for region in grant.regions or () for office in grant.offices}
    everywhere = any(regions is None for regions in full)
    return Scope(
        None if everywhere else frozenset().union(*(regions for regions in full if regions is not None)),
        frozenset() if everywhere else frozenset(offices),
        is_public=any(grant.kind.sight != "nothing" for grant in held),
        sees_audit=any(grant.kind.sees_audit and grant.regions is None for grant in held),
        grants=held,
    )


def views_as_others(own: Scope) -> bool:
    """Whether somebody with a scope may look at what others see: who sees everything, and has that role."""
    return own.is_everything and any(grant.kind.views_as for grant in own.grants)


def viewed_as(own: Scope, other: Scope) -> Scope | None:
    """What somebody sees who views as another; None if that would show more than the own scope does.

    Nothing may be done then: acts stay one's own.
    """
    shows_more = (other.sees_audit and not own.sees_audit) or (
        other.may("manage_people") and not own.may("manage_people")
    )
    return None if shows_more or not views_as_others(own) else replace(other, only_looks=True)
