"""The stand-in for a server's network; plug-ins are loaded by name, and only these tests need this one."""

from pytest_httpx2 import httpx2_mock

from tests.service.reviews.beside import beside
from tests.service.reviews.desks import desk

__all__ = ["beside", "desk", "httpx2_mock"]
