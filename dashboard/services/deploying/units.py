"""systemd's units: the replicas, and what one timer does for all of them."""

from __future__ import annotations

from dashboard.services.deploying.plan import Deployment, filled

#: Beyond its time to drain a replica needs this long (seconds) to close its store.
_CLOSING = 15
#: So long (days) are backups kept.
_KEPT = 30


def units(plan: Deployment) -> dict[str, str]:
    """Name → unit."""
    folders = [str(plan.backups), *([plan.folder] if plan.folder else [])]
    writable = " ".join(folders)
    common = filled("common", user=plan.user, app=plan.app, writable=writable)
    shared = {"python": plan.app / ".venv/bin/python", "common": common, "writable": writable}
    replica = filled(
        "replica.service",
        **shared,
        public_url=plan.public_url,
        drain=plan.drain,
        stop_seconds=plan.drain + _CLOSING,
    )
    started = " ".join(f"cockpit@{number}.service" for number in plan.numbers)
    kept = {"kept_days": _KEPT}
    return {
        "cockpit@.service": replica,
        "cockpit.target": filled("cockpit.target", count=plan.replicas, units=started),
        "cockpit-remind.service": filled("remind.service", **shared),
        "cockpit-remind.timer": filled("remind.timer", zone=plan.zone),
        "cockpit-backup.service": filled("backup.service", **shared, **kept, backups=plan.backups),
        "cockpit-backup.timer": filled("backup.timer", zone=plan.zone),
    }
