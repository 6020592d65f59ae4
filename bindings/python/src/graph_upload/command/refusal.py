"""What the sign-in service refuses, in words that say what to do."""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping

import graph_upload

__all__ = ["delegated_permissions", "explain", "registration_help", "wants_sign_in"]

#: Errors of OAuth 2.0 and OpenID Connect after which only a new sign-in helps.
INTERACTION = frozenset(("invalid_grant", "interaction_required", "login_required", "consent_required"))

#: What to do about an error number (learn.microsoft.com/entra/identity-platform/reference-error-codes).
ADVICE: Dict[str, str] = {
    "AADSTS50020": "the account does not belong to this tenant: give that of the account as --tenant",
    "AADSTS50076": "the organization wants a second factor: sign in again",
    "AADSTS50079": "the organization wants a second factor to be set up: sign in again",
    "AADSTS50173": "the password has changed or the sign-in was revoked: sign in again",
    "AADSTS50194": "the registration is for one tenant only: give that tenant as --tenant, by its id or a domain such as "
                   "contoso.com",
    "AADSTS50011": "add the redirect URI http://localhost to the registration, as platform \"Mobile and desktop applications\"",
    "AADSTS53000": "the organization admits only managed devices: ask its administrators",
    "AADSTS53003": "a Conditional Access policy of the organization forbids this: ask its administrators. Where it forbids "
                   "device codes, sign in with --browser",
    "AADSTS65001": "nobody has consented to the permissions yet: sign in again and accept them, or ask an administrator to",
    "AADSTS70011": "a permission of --scope does not exist, or .default is combined with others",
    "AADSTS700016": "check --client-id, --tenant and --cloud: the registration is not known there",
    "AADSTS7000218": "turn on \"Allow public client flows\" for the registration (Authentication, Advanced settings)",
    "AADSTS700082": "the sign-in has expired because it was not used for long: sign in again",
    "AADSTS70043": "the sign-in has expired by a policy of the organization: sign in again",
    "AADSTS70044": "the sign-in has expired by a policy of the organization: sign in again",
    "AADSTS90002": "check --tenant: it does not exist in this cloud",
    "AADSTS90094": "an administrator of the organization has to consent to the permissions",
    "AADSTS9002331": "the registration is for personal accounts only: give --tenant consumers",
}

#: What to do where there is no number.
ADVICE_BY_ERROR: Dict[str, str] = {
    "access_denied": "the sign-in was declined or cancelled",
    "authorization_declined": "the sign-in was declined",
    "code_expired": "the code was not entered in time: try again",
    "expired_token": "the code was not entered in time: try again",
    "invalid_client": "check --client-id, and turn on \"Allow public client flows\" for the registration",
    "temporarily_unavailable": "the service is overloaded: try again later",
    "unauthorized_client": "check --client-id, --tenant and --cloud, and which accounts the registration admits",
}


def wants_sign_in(result: Mapping[str, Any]) -> bool:
    """Whether a person has to sign in before there can be another token."""
    return result.get("error") in INTERACTION


def explain(result: Mapping[str, Any]) -> str:
    """What the service answered, and what to do about it."""
    error = str(result.get("error", "unknown error"))
    # The lines that follow are ids and a time for the service's operators, of which one is enough.
    described = str(result.get("error_description") or "").strip().split("\n")[0].strip()
    said = f"the sign-in service answered {error}" + (f", {described}" if described else "")
    trace = str(result.get("trace_id") or result.get("correlation_id") or "")
    if trace and trace not in described:
        said = f"{said.rstrip('.')} (trace id {trace})"
    number = re.match(r"AADSTS\d+", described)
    advice = ADVICE.get(number.group() if number else "") or ADVICE_BY_ERROR.get(error)
    return f"{said.rstrip('.')}: {advice}" if advice else said.rstrip(".")


def delegated_permissions() -> Dict[str, str]:
    """The permission that each kind of target needs with a signed-in user, by the kind's title."""
    return {one["title"]: one["permission"]["delegated"] for one in graph_upload.rules() if one["permission"]["delegated"]}


def registration_help() -> str:
    """How to get a client id."""
    needed = "\n".join(f"       {permission} for {title}" for title, permission in delegated_permissions().items())
    return f"""no client id: give --client-id ID or set GRAPH_UPLOAD_CLIENT_ID.
This program has no registration of its own. Register it once, for yourself or your organization:
  1. In the Microsoft Entra admin center (entra.microsoft.com), App registrations, choose New registration, and which
     accounts may sign in.
  2. Under Authentication add the platform "Mobile and desktop applications" with the redirect URI http://localhost, and
     turn on "Allow public client flows". No secret is needed.
  3. Under API permissions add Microsoft Graph, Delegated permissions, those that you need:
{needed}
  4. Give the "Application (client) ID" of its overview as --client-id. If it is for one organization only, give its tenant
     as --tenant too."""
