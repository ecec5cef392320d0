"""The pages of the way in: small, without a script, for the keyboard and for password managers."""

from __future__ import annotations

from html import escape
from typing import Literal
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from dashboard.entrance.paths import LOGIN, LOGOUT, OIDC_BEGIN, PICTURE, STYLE
from dashboard.i18n import AUTONYMS, HTML_LANGUAGES, LANGUAGES, Translator

Tone = Literal["bad", "good"]


def page(
    _: Translator,
    title: str,
    body: str,
    *,
    status: int = 200,
    here: str = "",
    said: str = "",
    tone: Tone = "bad",
) -> HTMLResponse:
    """A page of the way in.

    body: HTML. here: the path and query to which a choice of language is added, none without. said: a
    sentence above the form, read out at once.
    """
    role = "alert" if tone == "bad" else "status"
    message = f'<p class="{tone}" role="{role}">{escape(said)}</p>' if said else ""
    text = (
        f'<!doctype html><html lang="{HTML_LANGUAGES[_.language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'
        f"<title>{escape(title)} · {escape(_('Region Cockpit'))}</title>"
        f'<link rel="stylesheet" href="{STYLE}"><link rel="icon" href="{PICTURE}"></head>'
        f'<body><main><p class="product"><img src="{PICTURE}" alt="">{escape(_("Region Cockpit"))}</p>'
        f"<h1>{escape(title)}</h1>{message}{body}</main>{_languages(_, here)}</body></html>"
    )
    return HTMLResponse(text, status, {"cache-control": "no-store"})


def sign_in_form(
    _: Translator, *, ticket: str, after: str, link: str, account: str = "", provider: str | None = None
) -> str:
    """The form for account and password; beside it, where there is one, the way by another provider.

    ticket, link: what the form and the link to the provider must bring back.
    """
    first, second = ("", " autofocus") if account else (" autofocus", "")
    form = (
        f'<form method="post" action="{LOGIN}">{_hidden("form", ticket)}{_hidden("next", after)}'
        f"{_hidden('lang', _.language)}{_label('account', _('Account'))}"
        '<input id="account" name="account" autocomplete="username" autocapitalize="none" spellcheck="false"'
        f' maxlength="200" required value="{escape(account)}"{first}>'
        f"{_label('password', _('Password'))}"
        '<input id="password" name="password" type="password" autocomplete="current-password"'
        f' maxlength="1000" required{second}><button type="submit">{escape(_("Sign in"))}</button></form>'
    )
    hint = _("No account yet, or the password forgotten? Ask an administrator.")
    return (
        form
        + elsewhere(_, provider, next=after, lang=_.language, form=link)
        + f'<p class="hint">{escape(hint)}</p>'
    )


def invitation_form(
    _: Translator, *, address: str, ticket: str, link: str, account: str, provider: str | None, token: str
) -> str:
    """The form in which somebody who was invited chooses a password; ticket, link: as of `sign_in_form`."""
    return (
        f'<form method="post" action="{escape(address)}">'
        f"{_hidden('form', ticket)}{_hidden('lang', _.language)}{_label('account', _('Account'))}"
        f'<input id="account" name="account" autocomplete="username" readonly value="{escape(account)}">'
        f"{_label('password', _('New password'))}"
        '<input id="password" name="password" type="password" autocomplete="new-password" minlength="10"'
        ' maxlength="1000" required autofocus aria-describedby="rule">'
        f'<p class="hint" id="rule">{escape(_("At least 10 characters, and none of the common ones."))}</p>'
        f"{_label('again', _('The same password again'))}"
        '<input id="again" name="again" type="password" autocomplete="new-password" maxlength="1000"'
        f' required><button type="submit">{escape(_("Set the password"))}</button></form>'
        + elsewhere(_, provider, invitation=token, lang=_.language, form=link)
    )


def sign_out_form(_: Translator, *, ticket: str, name: str) -> str:
    """The button that ends the session, and the way back."""
    return (
        f"<p>{escape(_('You are signed in as {name}.', name=name))}</p>"
        f'<form method="post" action="{LOGOUT}">{_hidden("form", ticket)}{_hidden("lang", _.language)}'
        f'<button type="submit" autofocus>{escape(_("Sign out"))}</button></form>'
        f'<p><a href="/?{urlencode({"lang": _.language})}">{escape(_("Back to the dashboard"))}</a></p>'
    )


def elsewhere(_: Translator, provider: str | None, **query: str) -> str:
    """The way in by another provider of identities, called by its name; nothing if there is none."""
    if provider is None:
        return ""
    address = f"{OIDC_BEGIN}?{urlencode(query)}"
    said = escape(_("Sign in with {name}", name=provider))
    return f'<p><a class="other" href="{escape(address)}">{said}</a></p>'


def way_in(_: Translator) -> str:
    """A link to the form for account and password."""
    return f'<p><a href="{LOGIN}?{urlencode({"lang": _.language})}">{escape(_("Sign in"))}</a></p>'


def _label(field: str, text: str) -> str:
    return f'<label for="{field}">{escape(text)}</label>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _languages(_: Translator, here: str) -> str:
    if not here:
        return ""
    there = f"{here}{'&' if '?' in here else '?'}lang="
    links = [
        f'<a lang="{HTML_LANGUAGES[other]}" href="{escape(there + other)}">{AUTONYMS[other]}</a>'
        for other in LANGUAGES
        if other != _.language
    ]
    return f'<nav aria-label="{escape(_("Language"))}">{"".join(links)}</nav>'
