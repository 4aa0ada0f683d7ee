"""A protoc plugin that hands buf's request to grpc_tools, so that generating needs no network.

Input and output are `google.protobuf.compiler` messages on standard input and output.
"""

import sys
import tempfile
from pathlib import Path

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest, CodeGeneratorResponse
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc


def generate(request: CodeGeneratorRequest) -> CodeGeneratorResponse:
    """Return the Python modules, type stubs and gRPC stubs of the files that the request names."""
    response = CodeGeneratorResponse(
        supported_features=CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL
    )
    with tempfile.TemporaryDirectory() as folder:
        image, out = Path(folder, "image.binpb"), Path(folder, "out")
        out.mkdir()
        image.write_bytes(FileDescriptorSet(file=request.proto_file).SerializeToString())
        arguments = [f"--{kind}_out={out}" for kind in ("python", "pyi", "grpc_python")]
        names = list(request.file_to_generate)
        if protoc.main(["protoc", f"--descriptor_set_in={image}", *arguments, *names]) != 0:
            response.error = "grpc_tools.protoc refused the request; its words are above"
            return response
        for path in sorted(out.rglob("*.py*")):
            content = path.read_text()
            if path.name.endswith("_pb2_grpc.py") and "class " not in content:
                continue
            response.file.add(name=str(path.relative_to(out)), content=content)
    return response


if __name__ == "__main__":
    asked = CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    sys.stdout.buffer.write(generate(asked).SerializeToString())
