"""A little shop, and the commands as a person types them."""

from __future__ import annotations

import json

from click.testing import CliRunner

from cli import main

# Ann buys every month, Bob skips February, =Cyd (a name that a spreadsheet would run) comes in February;
# Bob returns a part in March; one sale has no customer; one date cannot be read.
ORDERS = """Invoice,Client,Day,Units,Price,Town
1,ann,2024-01-05,2,50,Bonn
2,bob,2024-01-20,1,80,Köln
3,ann,2024-02-10,1,40,Bonn
4,=Cyd,2024-02-11,3,10,Köln
5,ann,2024-03-31,1,40,Bonn
6,bob,2024-03-02,1,60,Köln
C7,bob,2024-03-09,-1,20,Köln
8,,2024-03-10,1,5,
9,dan,2024-13-10,1,5,Bonn
"""
MAPPING = ("--map", "customer_id=Client", "--map", "ordered_on=Day", "--map", "order_id=Invoice")
MAPPING += ("--map", "region=Town", "--compute", "revenue=Units*Price")
DEPARTURES = """customer_id,left_on,reason,source
bob,2024-03-15,too expensive,said
"""


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def done(*arguments):
    """What a command prints when it works."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*arguments, code=1):
    """The sentence of a command that does not work; on stdout a load gives it as JSON, any other command nothing."""
    result = run(*arguments)
    assert result.exit_code == code
    if arguments[0] == "load":
        assert json.loads(result.stdout)["error"] in result.stderr
    else:
        assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


def ask(name, *arguments):
    return json.loads(done("metric", name, "--dataset", "shop", "--format", "json", *arguments))
