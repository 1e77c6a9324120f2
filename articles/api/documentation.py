"""The page on the API, made from its OpenAPI document."""

from urllib.parse import urlencode

from django.views.generic import TemplateView

from articles.api.openapi import document


class DocumentationView(TemplateView):
    """What each address takes and answers, for people."""

    template_name = "api/documentation.html"

    def get_context_data(self, **kwargs):
        described = document()
        (server,) = described["servers"]
        return super().get_context_data(
            info=described["info"],
            server=server["url"],
            addresses=[
                Address(server["url"], path, described_path["get"])
                for path, described_path in described["paths"].items()
            ],
            shapes=[
                Shape(name, schema)
                for name, schema in described["components"]["schemas"].items()
            ],
            **kwargs,
        )


class Address:
    """An address of the API, as the document describes it."""

    def __init__(self, server, path, operation):
        self.url = server + path
        self.id = f"get-{operation['operationId']}"
        self.summary = operation["summary"]
        self.description = operation.get("description", "")
        self.parameters = [Parameter(one) for one in operation.get("parameters", [])]
        self.answers = [
            {
                "status": status,
                "description": one["description"],
                "kind": Kind(one["content"]["application/json"]["schema"]),
            }
            for status, one in operation["responses"].items()
        ]


class Parameter:
    """A parameter of an address, with an example as one would write it."""

    def __init__(self, described):
        self.name = described["name"]
        self.description = described["description"]
        self.kind = Kind(described["schema"])
        self.example = ""
        if "example" in described:
            pair = {self.name: described["example"]}
            self.example = urlencode(pair, doseq=True)


class Shape:
    """A shape of an answer: its fields, those of what stands inside one included."""

    def __init__(self, name, schema):
        self.name = name
        self.description = schema["description"]
        self.fields = list(fields_of(schema))


def fields_of(schema, prefix=""):
    """Yield the fields of an object: {"name", "kind", "description", "optional"}."""
    for name, field in schema["properties"].items():
        yield {
            "name": prefix + name,
            "kind": Kind(field),
            "description": field.get("description", ""),
            "optional": name not in schema["required"],
        }
        if "properties" in field:
            yield from fields_of(field, f"{prefix}{name}.")


class Kind:
    """What a value is: `words` for it, and the `shape` in them, if it has a name."""

    def __init__(self, schema):
        self.shape = ""
        self.words = self._words(schema)

    def _words(self, schema):
        if "$ref" in schema:
            self.shape = schema["$ref"].rpartition("/")[2]
            return ""
        if "oneOf" in schema:
            others = [self._words(one) for one in schema["oneOf"]]
            return " ".join(f"or {words}" for words in others if words)
        if "const" in schema:
            return f"only {written(schema['const'])}"
        if "enum" in schema:
            return " or ".join(map(written, schema["enum"]))
        if schema["type"] == "array":
            words = self._words(schema["items"])
            return f"list of {words}s" if words else "list of"
        kinds = schema["type"]
        words = " or ".join(kinds) if isinstance(kinds, list) else kinds
        return words + bounds(schema)


def written(value):
    """Return a value as JSON writes it, a text without its quotes."""
    return "true" if value is True else str(value)


def bounds(schema):
    """Return what bounds a value, in words, or ""."""
    if "format" in schema:
        return f" ({schema['format']})"
    if "maxLength" in schema:
        return f" of at most {schema['maxLength']} characters"
    if "maximum" in schema:
        usual = f", usually {schema['default']}" if "default" in schema else ""
        return f" from {schema['minimum']} to {schema['maximum']}{usual}"
    return ""
