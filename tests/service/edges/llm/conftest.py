"""The stand-in for a server's network; plug-ins are loaded by name, and only these tests need this one."""

import os

from pytest_httpx2 import httpx2_mock

__all__ = ["httpx2_mock"]

# Nothing that CI could install: whoever has a server with a small model names it.
collect_ignore = [] if os.environ.get("SIDETONE_TEST_LLM_URL") else ["test_llama_server.py"]
