"""`deploy`: each file is read by the program that it is for, and holds what several servers need."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from dashboard.commands.cli import main
from dashboard.services.deploying.plan import Deployment, DeploymentRefused
from dashboard.services.deploying.writing import files
from data.store.errors import CatalogRefused

STORE = "postgresql://cockpit@db.example:5433/company?data=/srv/shared&schema=east"
haproxy = pytest.mark.skipif(shutil.which("haproxy") is None, reason="haproxy is not installed")
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


def plan(**changes: object) -> Deployment:
    known = {"store": STORE, "replicas": 3, "secret": "s" * 64, "zone": "Asia/Shanghai", "language": "en"}
    return Deployment(**(known | changes))  # type: ignore[arg-type]


def written(folder: Path, **changes: object) -> Path:
    for name, content in files(plan(**changes), folder).items():
        (folder / name).write_text(content)
    return folder


def deploy(*options: str) -> int:
    try:
        main(["deploy", "--lang", "en", *options])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    key, known = folder / "key", folder / "known"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=cockpit.example"),
            *("-keyout", str(key), "-out", str(known)),
        ],
        check=True,
        capture_output=True,
    )
    (folder / "both.pem").write_bytes(known.read_bytes() + key.read_bytes())
    return folder / "both.pem"


def checked(path: Path) -> str:
    """What haproxy complains of; its accounts may lack where its package is not installed as usual."""
    done = subprocess.run(
        ["haproxy", "-q", "-c", "-f", str(path)], capture_output=True, text=True, check=False
    )
    return f"{done.returncode} {done.stderr}".strip()


@haproxy
@pytest.mark.parametrize("host", ["127.0.0.1", "cockpit.example"])
def test_haproxy_takes_its_configuration(tmp_path: Path, host: str) -> None:
    folder = written(tmp_path, host=host)
    assert checked(folder / "haproxy.cfg") == "0"
    assert checked(folder / "haproxy-compose.cfg") == "0"


@haproxy
def test_haproxy_takes_it_with_a_certificate(tmp_path: Path, certificate: Path) -> None:
    folder = written(tmp_path, host="cockpit.example", certificate=certificate)
    assert checked(folder / "haproxy.cfg") == "0"
    inside = folder / "haproxy-compose.cfg"
    inside.write_text(inside.read_text().replace("/run/secrets/certificate", str(certificate)))
    assert checked(inside) == "0"


@systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    # Its check starts nothing, but wants to find the program.
    python = tmp_path / "app" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/true")
    folder = written(tmp_path, app=tmp_path / "app")
    for number in plan().numbers:
        shutil.copy(folder / "cockpit@.service", folder / f"cockpit@{number}.service")
    units = [path for path in folder.glob("cockpit*") if path.suffix in {".service", ".timer", ".target"}]
    names = [str(path) for path in units if "@." not in path.name]
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False, cwd=folder
    )
    told = [line for line in done.stderr.splitlines() if str(folder) in line or "cockpit" in line]
    assert (done.returncode, told) == (0, [])
    for timer in folder.glob("*.timer"):
        (when,) = re.findall("OnCalendar=(.*)", timer.read_text())
        subprocess.run(["systemd-analyze", "calendar", when], check=True, capture_output=True)


def test_a_replica_is_given_the_time_to_drain_that_it_takes(tmp_path: Path) -> None:
    unit = files(plan(drain=90), tmp_path)["cockpit@.service"]
    assert "--drain 90" in unit
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > 90
    assert "Restart=always" in unit


def test_nothing_starts_before_the_shared_folder_is_mounted(tmp_path: Path) -> None:
    written = files(plan(), tmp_path)
    for name in ("cockpit@.service", "cockpit-remind.service", "cockpit-backup.service"):
        before, _, after = written[name].partition("[Service]")
        assert re.search("^RequiresMountsFor=.*/srv/shared", before, re.MULTILINE), name
        assert re.search("^ReadWritePaths=.*/srv/shared", after, re.MULTILINE), name


def test_the_shell_gets_the_day_of_a_backup(tmp_path: Path) -> None:
    unit = files(plan(), tmp_path)["cockpit-backup.service"]
    (command,) = re.findall("ExecStart=/bin/sh -c '(.*)'", unit)
    # As systemd reads it: `$$` is a dollar, `%%` a percent sign.
    shell = command.replace("$$", "$").replace("%%", "%").replace("exec ", "echo ", 1)
    said = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=True).stdout
    assert re.search(r"backup /var/backups/region-cockpit/cockpit-\d{8}-\d{6}\.zip$", said.strip())


def test_compose_starts_every_replica_with_the_catalog_of_its_own(tmp_path: Path) -> None:
    found = yaml.safe_load(files(plan(host="cockpit.example"), tmp_path)["compose.yaml"])
    services = found["services"]
    assert set(services) == {"replica01", "replica02", "replica03", "proxy", "catalog", "remind", "backup"}
    inside = services["replica01"]["environment"]["REGION_COCKPIT_STORE"]
    assert inside == "postgresql://cockpit@catalog/company?data=/srv/shared&schema=east"
    assert services["catalog"]["environment"]["POSTGRES_DB"] == "company"
    assert services["replica01"]["volumes"] == ["data:/srv/shared"]
    configuration = files(plan(), tmp_path)["haproxy-compose.cfg"]
    assert all(f" {name}:8501 " in configuration for name in services if name.startswith("replica"))
    named = {secret for service in services.values() for secret in service.get("secrets", ())}
    assert named <= set(found["secrets"])


def test_replicas_share_a_secret_that_no_other_account_reads(tmp_path: Path) -> None:
    assert deploy("--out", str(tmp_path / "a"), "--store", STORE) == 0
    assert deploy("--out", str(tmp_path / "b"), "--store", STORE) == 0
    environments = [tmp_path / name / "cockpit.env" for name in ("a", "b")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in environments} == {0o600}
    secrets = [re.findall("REGION_COCKPIT_SECRET=(.+)", path.read_text())[0] for path in environments]
    assert len(secrets[0]) >= 43
    assert secrets[0] != secrets[1]
    others = [path for path in (tmp_path / "a").iterdir() if path.name != "cockpit.env"]
    assert not any(secrets[0] in path.read_text() for path in others)


def test_nothing_is_overwritten_unless_forced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "compose.yaml"
    own.write_text("mine")
    assert deploy("--out", str(tmp_path), "--store", STORE) == 1
    assert "compose.yaml is there already" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [own]
    assert own.read_text() == "mine"
    assert deploy("--out", str(tmp_path), "--store", STORE, "--force") == 0
    assert "services:" in own.read_text()


def test_a_link_in_a_files_place_is_replaced_not_followed(tmp_path: Path) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    out.mkdir()
    elsewhere.write_text("mine")
    (out / "cockpit.env").symlink_to(elsewhere)
    assert deploy("--out", str(out), "--store", STORE, "--force") == 0
    assert elsewhere.read_text() == "mine"


@pytest.mark.parametrize("store", ["var/store.duckdb", "ducklake:///srv/cockpit", ":memory:"])
def test_a_store_for_one_program_is_refused_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], store: str
) -> None:
    assert deploy("--out", str(tmp_path / "out"), "--store", store) == 1
    said = capsys.readouterr().err
    assert store in said
    assert "postgresql://" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"store": "postgresql://u:secret@db/c?data=/srv"},
        {"store": "postgresql://u@db/c?data=/srv&password=secret"},
        {"store": "postgresql://u@db/c?data=/srv/a b"},
        {"store": "postgresql://u@db/c?data=/srv/$HOME"},
        {"store": "postgresql://u@db/c?data=/srv\nREGION_COCKPIT_SIGN_IN=0"},
        {"host": "a b"},
        {"host": "a\n    bind :81"},
        {"host": "https://cockpit.example"},
        {"certificate": Path("/etc/ssl/a b.pem")},
        {"certificate": Path("relative.pem")},
        {"app": Path("/opt/100%i")},
        {"user": "a;b"},
        {"zone": "Asia/Shanghai\n"},
    ],
)
def test_what_configuration_files_would_read_otherwise_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises((DeploymentRefused, CatalogRefused)) as refused:
        plan(**changes)
    assert "secret" not in str(refused.value) + str(getattr(refused.value, "value", ""))


@pytest.mark.parametrize(
    ("changes", "address", "listens"),
    [
        ({}, "http://127.0.0.1:8500", "127.0.0.1:8500"),
        ({"port": 9000}, "http://127.0.0.1:9000", "127.0.0.1:9000"),
        ({"host": "Cockpit.example"}, "http://cockpit.example", ":80"),
        ({"host": "a.b", "certificate": Path("/c.pem")}, "https://a.b", ":443"),
        ({"host": "a.b", "certificate": Path("/c.pem"), "port": 8443}, "https://a.b:8443", ":8443"),
    ],
)
def test_people_reach_it_where_the_proxy_listens(
    changes: dict[str, object], address: str, listens: str
) -> None:
    assert (plan(**changes).public_url, plan(**changes).listens) == (address, listens)
