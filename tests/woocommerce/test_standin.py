"""The stand-in for WooCommerce has the signatures that were read off a real WooCommerce 11.0.1."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.needs import needs, path_of

HERE = Path(__file__).resolve().parent
STANDIN = HERE / "woocommerce"
FACTS = json.loads((HERE.parent / "contract/woocommerce/api-facts.json").read_text())
# Documented, and not among the facts: no plugin of ours should lean on a signature nobody recorded.
UNRECORDED_FUNCTIONS = {"WC", "get_woocommerce_currency", "wc_get_page_screen_id", "is_checkout"}
UNRECORDED_CLASSES = {
    "WC_Abstract_Legacy_Product",
    "WC_Abstract_Order",
    "WC_Data",
    "WC_Order_Item",
    "WC_Order_Refund",
    "WooCommerce",
}
INHERITED = {"__construct", "get_parent_id", "set_parent_id", "delete"}
INHERITED |= {"meta_exists", "add_meta_data", "update_meta_data", "delete_meta_data"}


@pytest.fixture(scope="module")
def standin():
    command = [str(path_of("php")), "-d", "display_errors=stderr", str(STANDIN / "reflect.php")]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    return json.loads(ended.stdout)


@pytest.mark.php
def test_every_function_has_the_recorded_signature(standin):
    found = standin["functions"]

    assert set(found) - set(FACTS["functions"]) == UNRECORDED_FUNCTIONS
    for name in set(found) - UNRECORDED_FUNCTIONS:
        assert (name, found[name]) == (name, FACTS["functions"][name])


@pytest.mark.php
def test_every_class_has_the_recorded_methods_with_their_signatures(standin):
    found = standin["classes"]

    assert set(found) - set(FACTS["classes"]) == UNRECORDED_CLASSES
    for name in set(found) - UNRECORDED_CLASSES:
        facts, methods = FACTS["classes"][name], found[name]["methods"]
        assert found[name]["parent"] == facts["parent"], name
        own = {method for method in methods if not method.startswith("standin_")}
        assert set(facts["methods"]) <= own <= set(facts["methods"]) | INHERITED, name
        for method in own & set(facts["methods"]):
            assert (name, method, methods[method]) == (name, method, facts["methods"][method])


def test_statuses_and_endpoints_are_the_recorded_ones():
    functions = (STANDIN / "includes/order-functions.php").read_text()
    account = (STANDIN / "includes/Standin/Account.php").read_text()

    assert dict(re.findall(r"'(wc-[\w-]+)' => '([^']+)'", functions)) == FACTS["order_statuses"]
    listed = account.partition("ENDPOINTS = [")[2].partition("]")[0]
    assert re.findall(r"'([\w-]+)'", listed) == list(FACTS["account_query_vars"])


@needs("phpcs")
def test_code_sniffer_finds_nothing_in_the_stand_in_and_the_test_site():
    # WooCommerce's own names are not those that PSR-12 asks for.
    names = "Squiz.Classes.ValidClassName,PSR1.Methods.CamelCapsMethodName"
    names += ",PSR1.Classes.ClassDeclaration,PSR1.Files.SideEffects"
    command = [str(path_of("phpcs")), "--standard=PSR12", f"--exclude={names}", "--extensions=php"]
    ended = subprocess.run(
        [*command, STANDIN, HERE / "wordpress/parts"], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout
