"""Who may call what, and what callers see of errors."""

from collections.abc import Callable, Iterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from sqlalchemy.exc import OperationalError

from firstviscount.platform.v1 import registry_pb2 as pb
from firstviscount.platform.v1 import registry_pb2_grpc as stubs
from fv_chassis.grpc import (
    GrpcServer,
    QueryError,
    call_metadata,
    client_channel,
    current_principal,
    required_scopes,
)
from fv_chassis.testing.issuer import TestIssuer
from fv_chassis.tokens import JwksUnavailable

SERVICE = pb.DESCRIPTOR.services_by_name["PlatformAdminService"]


class Servicer(stubs.PlatformAdminServiceServicer):
    """Answers with whatever the test wants."""

    behaviour: Callable[[], pb.ListInstancesResponse] = pb.ListInstancesResponse

    def ListInstances(  # noqa: N802 - the contract names it
        self, request: object, context: object
    ) -> pb.ListInstancesResponse:
        return self.behaviour()


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
def servicer() -> Servicer:
    return Servicer()


@pytest.fixture
def channel(issuer: TestIssuer, servicer: Servicer) -> Iterator[grpc.Channel]:
    add = stubs.add_PlatformAdminServiceServicer_to_server
    server = GrpcServer(0, issuer.verifier(), [(add, servicer, SERVICE)])
    server.start()
    with client_channel(f"127.0.0.1:{server.port}") as opened:
        yield opened
    server.stop(grace=0)


def ask(channel: grpc.Channel, token: str) -> pb.ListInstancesResponse:
    return stubs.PlatformAdminServiceStub(channel).ListInstances(
        pb.ListInstancesRequest(), metadata=call_metadata(token), timeout=10
    )


def failure(channel: grpc.Channel, token: str) -> tuple[str, str, str]:
    with pytest.raises(grpc.RpcError) as caught:
        ask(channel, token)
    error = caught.value
    slugs = [value for key, value in error.trailing_metadata() or () if key == "fv-slug"]
    return error.code().name, slugs[0] if slugs else "", error.details()


def test_a_caller_with_the_scope_is_answered_as_itself(
    issuer: TestIssuer, channel: grpc.Channel, servicer: Servicer
) -> None:
    seen = []

    def behaviour() -> pb.ListInstancesResponse:
        seen.append(current_principal().subject)
        return pb.ListInstancesResponse(instances=[pb.Instance(version=7)])

    servicer.behaviour = behaviour
    answer = ask(channel, issuer.token("platform:read", subject="olivia"))
    assert [instance.version for instance in answer.instances] == [7]
    assert seen == ["olivia"]


def test_a_caller_without_the_scope_is_refused(issuer: TestIssuer, channel: grpc.Channel) -> None:
    code, slug, _ = failure(channel, issuer.token("orders:read"))
    assert (code, slug) == ("PERMISSION_DENIED", "insufficient_scope")


def test_a_call_without_a_token_is_refused(channel: grpc.Channel) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        stubs.PlatformAdminServiceStub(channel).ListInstances(pb.ListInstancesRequest(), timeout=10)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_a_token_of_somebody_else_is_refused(channel: grpc.Channel) -> None:
    code, slug, detail = failure(channel, TestIssuer().token("platform:read"))
    assert (code, slug, detail) == ("UNAUTHENTICATED", "invalid_token", "bad_signature")


@pytest.mark.parametrize(
    ("error", "code", "slug"),
    [
        (QueryError("not_found", "no_such_thing", "gone"), "NOT_FOUND", "no_such_thing"),
        (QueryError("invalid", "bad_page", "bad"), "INVALID_ARGUMENT", "bad_page"),
        (QueryError("conflict", "busy", "busy"), "FAILED_PRECONDITION", "busy"),
        (QueryError("forbidden", "not_yours", "no"), "PERMISSION_DENIED", "not_yours"),
        (QueryError("unavailable", "later", "later"), "UNAVAILABLE", "later"),
        (QueryError("precondition_failed", "stale", "stale"), "ABORTED", "stale"),
        (OperationalError("SELECT", {}, OSError()), "UNAVAILABLE", "database_away"),
        (ZeroDivisionError("secret insides"), "INTERNAL", "unexpected"),
    ],
)
def test_each_error_has_its_status(
    issuer: TestIssuer,
    channel: grpc.Channel,
    servicer: Servicer,
    error: Exception,
    code: str,
    slug: str,
) -> None:
    def behaviour() -> pb.ListInstancesResponse:
        raise error

    servicer.behaviour = behaviour
    seen = failure(channel, issuer.token("platform:read"))
    assert seen[:2] == (code, slug)
    assert "secret" not in seen[2]


def test_health_and_reflection_need_no_token(channel: grpc.Channel) -> None:
    health = health_pb2_grpc.HealthStub(channel)
    state = health.Check(health_pb2.HealthCheckRequest(service=SERVICE.full_name), timeout=10)
    assert state.status == health_pb2.HealthCheckResponse.SERVING
    reflect = reflection_pb2_grpc.ServerReflectionStub(channel)
    request = reflection_pb2.ServerReflectionRequest(list_services="*")
    (answer,) = reflect.ServerReflectionInfo(iter([request]), timeout=10)
    names = {service.name for service in answer.list_services_response.service}
    assert SERVICE.full_name in names


def test_without_keys_the_answer_is_unavailable_and_never_unauthenticated(
    servicer: Servicer,
) -> None:
    class Keyless:
        def verify(self, token: str) -> object:
            raise JwksUnavailable("http://issuer.test")

    add = stubs.add_PlatformAdminServiceServicer_to_server
    server = GrpcServer(0, Keyless(), [(add, servicer, SERVICE)])
    server.start()
    with client_channel(f"127.0.0.1:{server.port}") as channel:
        assert failure(channel, "any")[:2] == ("UNAVAILABLE", "jwks_unavailable")
    server.stop(grace=0)


def test_a_method_that_declares_no_scope_is_open_to_nobody(issuer: TestIssuer) -> None:
    health_service = health_pb2.DESCRIPTOR.services_by_name["Health"]
    assert set(required_scopes([health_service]).values()) == {""}
    from fv_chassis.grpc.authorization import authorise

    metadata = {"authorization": f"Bearer {issuer.token('platform:read')}"}
    with pytest.raises(QueryError) as caught:
        authorise(issuer.verifier().verify, "", metadata)
    assert caught.value.slug == "no_scope_declared"


def test_a_taken_port_is_an_error(issuer: TestIssuer) -> None:
    server = GrpcServer(0, issuer.verifier(), [])
    with pytest.raises(RuntimeError):
        GrpcServer(server.port, issuer.verifier(), [])
    server.stop(grace=0)
