"""A mail server is believed by its certificate, and gets a password over TLS alone."""

import ssl
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.db.base import now
from service.edges.mailer import Mail, NotSent
from tests.service.notices.post_office import HERE, post_office

MAIL = Mail("ana@example.com", "Something", "Look.", "0123")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with a key and a certificate of this machine's address, by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HERE)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "mail.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_certificate_by_nobody_is_refused_and_a_known_one_is_signed_in_to(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    known = []

    def signs_in(_server: object, _session: object, _envelope: object, _how: str, data: object) -> AuthResult:
        known.append((data.login, data.password))  # type: ignore[attr-defined]
        return AuthResult(success=data.password == b"right", handled=False)  # type: ignore[attr-defined]

    with post_office(tls_context=context, require_starttls=True, authenticator=signs_in) as office:
        signed_in = office.server(security="starttls", user="sidetone", password="right")
        with pytest.raises(NotSent, match="tls_failed"):
            signed_in.send(MAIL)
        assert known == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        signed_in.send(MAIL)
        with pytest.raises(NotSent, match="sign_in_refused"):
            office.server(security="starttls", user="sidetone", password="wrong").look()
    assert known[0] == (b"sidetone", b"right")
    assert [mail["To"] for mail in office.mails] == ["ana@example.com"]
