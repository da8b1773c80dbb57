"""What the plugin signs and reads, in PHPUnit, and in the oldest and the newest PHP that it allows.

The contract's vectors in tests/contract/relay are read here by PHP, elsewhere by Python.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.needs import needs, path_of

HERE = Path(__file__).resolve().parent
PLUGIN = HERE.parents[1] / "plugin_woocommerce" / "amends-desk"
HEADER = (PLUGIN / "amends-desk.php").read_text(encoding="utf-8")
CONTRACT = HERE.parents[1] / "docs" / "openapi.yaml"
OLDEST = re.findall(r"Requires PHP: ([\d.]+)", HEADER)[0]


@needs("php", "phpunit")
def test_T55_signatures_links_and_orders_are_as_the_contract_says_in_phpunit() -> None:
    ended = subprocess.run(
        [
            path_of("php"),
            "-d",
            f"auto_prepend_file={HERE / 'phpunit' / 'bootstrap.php'}",
            path_of("phpunit"),
            "--do-not-cache-result",
            "--fail-on-warning",
            "--fail-on-risky",
            HERE / "phpunit",
        ],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    held = re.search(r"OK \((\d+) tests", ended.stdout)
    assert held is not None, ended.stdout
    assert int(held[1]) > 35


@needs("newer node", "php of all ages")
@pytest.mark.parametrize("version", [OLDEST, "8.5"])
def test_T55_the_whole_plugin_holds_in_the_oldest_and_the_newest_php(version: str) -> None:
    ended = subprocess.run(
        [path_of("newer node"), path_of("php of all ages"), HERE / "in_every_php.php"],
        capture_output=True,
        text=True,
        env={**os.environ, "PHP": version},
    )
    *faults, closing = ended.stdout.strip().splitlines() or [""]
    assert not faults, "\n".join(faults) + ended.stderr
    told = re.fullmatch(
        rf"PHP {re.escape(version)}\.\d+: (\d+) files parsed, (\d+) tests and (\d+) checks held",
        closing,
    )
    assert told is not None, closing + ended.stderr
    assert int(told[1]) == len(list(PLUGIN.rglob("*.php")))
    assert int(told[2]) > 35
    checks = "".join(path.read_text() for path in HERE.glob("*checks.php"))
    assert int(told[3]) == len(re.findall(r"^    '\w+' => function", checks, re.MULTILINE))


@pytest.mark.php
def test_every_route_of_the_plugin_is_in_the_contract_and_the_other_way_round() -> None:
    script = """
        require 'phpunit/bootstrap.php';
        AmendsDesk\\RestRoutes::register();
        echo json_encode(array_keys(World::$routes));
    """
    ended = subprocess.run(
        [path_of("php"), "-r", script], capture_output=True, text=True, cwd=HERE, check=True
    )
    served = {route.replace(" amends/v1", " ") for route in json.loads(ended.stdout)}
    told = {
        f"{method.upper()} {path}"
        for path, about in yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["paths"].items()
        if not path.startswith("/relay/v1")
        for method in about
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert served == told
