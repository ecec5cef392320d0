"""`make shared`: the demo company as several servers show it, until it is ended.

A catalog in PostgreSQL, the servers with sign-in and the proxy before them, all on this machine and all gone
afterwards. Prints the address and a link for each person of the company to begin with.
"""

from __future__ import annotations

import argparse
import signal

from dashboard.services.stores.people import invitation_link, now
from data.sample import people
from data.store import Store
from tests.load.site import Site, site

MOST = 8


def links(place: Site) -> list[str]:
    """Account, roles and the link with which that person of the demo company sets a password."""
    with Store.open(place.url) as store:
        return [
            f"{person.account:<20} {', '.join(sorted({grant.role for grant in person.grants})):<16} "
            f"{invitation_link(place.address, store.people.invite(person.account, 'shared', now()))}"
            for person in people()
        ]


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.shared", description=__doc__)
    parser.add_argument("--replicas", type=int, default=2, choices=range(1, MOST + 1))
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with site(asked.replicas) as place:
            print("\n".join(links(place)))
            print(f"\n{asked.replicas} servers of one store: {place.address}  (Ctrl+C ends them)", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("Ended.")


if __name__ == "__main__":
    main()
