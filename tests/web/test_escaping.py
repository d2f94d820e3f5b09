"""What a template writes is escaped, whatever a source has put into it."""

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from web.escaping import Templates, written

TEXTS = st.text() | st.text(st.sampled_from("&<>'\"aé "))


class Loud(str):
    """Text of a kind of its own."""


@given(TEXTS | st.integers() | st.floats() | st.none() | st.booleans() | st.lists(TEXTS))
def test_a_value_is_written_as_escape_writes_it(value):
    assert written(value) == escape(value)
    assert written(Markup(value)) == Markup(value)
    assert written(Loud(value)) == escape(str(value))


@pytest.mark.parametrize("value", ["<b>&'\"", Markup("<b>"), 7, None, ["<"]])
def test_templates_escape_everything_but_markup(value):
    app = Flask("escaping")
    app.jinja_environment = Templates
    source = (
        "{% macro said(one) %}<i>{{ one }}</i>{% endmacro %}"
        "{{ value }}{{ said(value) }}{% for one in [value] %}{{ one ~ 1 }}{% endfor %}"
        "{% set kept %}{{ value }}{% endset %}{{ kept }}"
    )
    with app.app_context():
        found = render_template_string(source, value=value)
    plain = Flask("plain")
    with plain.app_context():
        assert found == render_template_string(source, value=value)
    assert "written(said)" in app.jinja_env.compile("{{ a }}", raw=True)


def test_what_stands_in_many_places_is_part_of_the_template():
    app = Flask("constants")
    app.jinja_environment = Templates
    assert isinstance(app.jinja_env, Templates)
    app.jinja_env.constants = {"dot": " <·> "}
    with app.app_context():
        found = render_template_string("{{ a }}{{ dot }}{{ a.upper() }}{{ dot }}", a="é")
    assert found == "é &lt;·&gt; É &lt;·&gt; "


def test_an_attribute_that_a_view_lacks_is_a_mistake():
    app = Flask("attributes")
    app.jinja_environment = Templates
    with app.app_context(), pytest.raises(AttributeError):
        render_template_string("{{ a.nothing }}", a={"nothing": 1})
