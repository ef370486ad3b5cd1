"""
Nothing of ours stands between a person or an agent and a model: no module calls an inference API.

What is read here is the source: imports of known clients, names of provider endpoints handed to a client
factory, and the methods that send a prompt. A service name that is only computed at run time is refused too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.repository.sources import PACKAGES, Module, imports, modules, parsed

CLIENTS = (
    *("openai", "anthropic", "cohere", "mistralai", "groq", "together", "replicate", "ollama", "litellm"),
    *("google.generativeai", "google.genai", "vertexai", "google.cloud.aiplatform", "azure.ai"),
    *(
        "langchain",
        "langchain_core",
        "langchain_aws",
        "langchain_openai",
        "llama_index",
        "transformers",
        "vllm",
    ),
    *("huggingface_hub", "aisuite", "semantic_kernel", "botocore.eventstream"),
)
ENDPOINTS = frozenset(
    {
        "bedrock-runtime",
        "bedrock-agent-runtime",
        "bedrock-agentcore",
        "sagemaker-runtime",
        "qbusiness",
        "lexv2-runtime",
    }
)
FACTORIES = frozenset({"client", "create_client", "resource"})
SENDERS = frozenset(
    {"invoke_model", "invoke_model_with_response_stream", "converse", "converse_stream", "invoke_agent"}
    | {
        "invoke_inline_agent",
        "invoke_endpoint",
        "apply_guardrail",
        "generate_content",
        "retrieve_and_generate",
    }
)


def inline_uses(module: Module) -> Iterator[str]:
    """Each place where `module` could reach a model."""
    for statement, name in imports(module):
        if any(name == client or name.startswith(f"{client}.") for client in CLIENTS):
            yield module.at(statement, f"imports {name}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _inline_call(module, node, node.func.attr)


def _inline_call(module: Module, call: ast.Call, method: str) -> Iterator[str]:
    if method in SENDERS:
        yield module.at(call, f"calls {method}")
    if method in FACTORIES and (service := _service_of(call)) is not None:
        if not (isinstance(service, ast.Constant) and isinstance(service.value, str)):
            yield module.at(call, "makes a client of a service that only run time knows")
        elif service.value in ENDPOINTS:
            yield module.at(call, f"makes a client of {service.value}")


def _service_of(call: ast.Call) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "service_name"]
    return next(iter([*call.args, *named]), None)


def test_no_module_imports_a_client_of_a_model_or_calls_an_inference_endpoint() -> None:
    looked_at = modules(*PACKAGES)
    assert looked_at
    assert [place for module in looked_at for place in inline_uses(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import openai",
        "from anthropic import Anthropic",
        "from google import genai",
        "import boto3\nboto3.client('bedrock-runtime')",
        "session.create_client(service_name='bedrock-agent-runtime')",
        "session.client(name)",
        "bedrock.converse(messages=[])",
        "bedrock.apply_guardrail(content=[])",
    ],
)
def test_each_way_to_a_model_is_found(text: str) -> None:
    assert list(inline_uses(parsed(text))) != []


@pytest.mark.parametrize(
    "text", ["import boto3\nboto3.client('bedrock')", "app.test_client()", "from targets import bedrock"]
)
def test_configuring_a_provider_is_no_way_to_a_model(text: str) -> None:
    assert list(inline_uses(parsed(text))) == []
