"""What settings have to be beside each other, and in what form."""

from pydantic import SecretStr, ValidationInfo


def goes_with_an_issuer(client_id: str, info: ValidationInfo) -> str:
    if "oidc_issuer" in info.data and bool(client_id.strip()) != bool(info.data["oidc_issuer"]):
        raise ValueError("SIDETONE_OIDC_ISSUER and SIDETONE_OIDC_CLIENT_ID are set together, or neither")
    if client_id.strip() and not info.data.get("public_url"):
        raise ValueError("single sign-on needs SIDETONE_PUBLIC_URL: the provider sends people back there")
    return client_id.strip()


def goes_with_a_server(sender: str, info: ValidationInfo) -> str:
    if info.data.get("smtp_host") and not (sender and info.data.get("public_url")):
        raise ValueError("mails need SIDETONE_SMTP_FROM, and SIDETONE_PUBLIC_URL for the link in them")
    if info.data.get("smtp_security") == "none" and info.data.get("smtp_user"):
        raise ValueError("no password is sent without TLS: set SIDETONE_SMTP_SECURITY, or no user")
    return sender


def goes_with_an_address(model: str, info: ValidationInfo) -> str:
    if "llm_base_url" in info.data and bool(model.strip()) != bool(info.data["llm_base_url"]):
        raise ValueError("SIDETONE_LLM_MODEL and SIDETONE_LLM_BASE_URL are set together or not at all")
    return model.strip()


def fits_into_a_header(key: SecretStr) -> SecretStr:
    bare = key.get_secret_value().strip()
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise ValueError("the key holds a character no key has")
    return SecretStr(bare)


def names_its_prices(prices: dict[str, float]) -> dict[str, float]:
    if prices and (set(prices) != {"input", "cached", "output"} or min(prices.values()) < 0):
        raise ValueError("give input, cached and output, each for a million tokens")
    return prices
