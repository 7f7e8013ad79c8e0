"""The first-steps panel as a tag: `{% first_steps %}` on the desk."""

from django import template
from django.template import Context
from django.urls import reverse

from renkeg.office import clock
from renkeg.web import first_steps as steps
from renkeg.web import handbook

register = template.Library()


@register.inclusion_tag("shared/first_steps.html", takes_context=True)
def first_steps(context: Context) -> dict[str, object]:
    """Nothing for those who need it no more."""
    request = context["request"]
    return {
        "panel": steps.panel(request.user, context.get("at") or clock.now()),
        "csrf_token": context.get("csrf_token"),
        "request": request,
    }


@register.inclusion_tag("shared/first_steps.html", takes_context=True)
def preparing(context: Context) -> dict[str, object]:
    """The same on the admin's own page: only how far his office is."""
    told = first_steps(context)
    panel = told["panel"]
    return told if isinstance(panel, steps.Panel) and panel.steps else {"panel": None}


@register.filter
def handbook_section(section: str) -> str:
    """The address of "kasubbag#surat"."""
    part, _, anchor = section.partition("#")
    address = reverse("panduan") if part == handbook.COVER else reverse("panduan_page", args=[part])
    return f"{address}#{anchor}" if anchor else address
