package io.paymentdone.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The OpenAPI document of a service: what a reader would miss in it, and whether it is the one that
 * {@code docs/api} has.
 */
public final class ApiContract {

  /** System property that has the committed documents written, not compared. */
  private static final String RENEW = "api.renew";

  private static final String PROBLEM = "application/problem+json";

  private static final String NULL = "null";

  /** A description that says when a property is null. */
  private static final Pattern MENTIONS_NULL =
      Pattern.compile("\\bnull\\b", Pattern.CASE_INSENSITIVE);

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  /** What these have is not a schema. */
  private static final Set<String> VALUES = Set.of("example", "examples", "enum", "default");

  private static final JsonMapper SORTED =
      JsonMapper.builder()
          .enable(
              SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.INDENT_OUTPUT)
          .build();

  private final JsonNode document;
  private final List<String> flaws = new ArrayList<>();

  /** References from responses whose schemas have been checked. */
  private final Set<String> sent = new HashSet<>();

  private ApiContract(String document) {
    this.document = SORTED.readTree(document);
  }

  /** What is missing in a document, or should not be in it, each with its place. */
  public static List<String> flaws(String document) {
    ApiContract contract = new ApiContract(document);
    contract.checkHead();
    contract
        .document
        .path("paths")
        .properties()
        .forEach(path -> {
          if (path.getKey().matches("/(error|actuator)(/.*)?")) {
            contract.flaws.add(path.getKey() + " is internal");
          }
          path.getValue().properties().stream()
              .filter(operation -> METHODS.contains(operation.getKey()))
              .forEach(operation ->
                  contract.checkOperation(
                      operation.getKey() + " " + path.getKey(), operation.getValue()));
        });
    contract
        .document
        .path("webhooks")
        .properties()
        .forEach(webhook ->
            contract.checkWebhook("webhook " + webhook.getKey(), webhook.getValue().path("post")));
    contract.checkSchemas("", contract.document);
    return contract.flaws;
  }

  /**
   * Asserts that it is the document {@code docs/api/<service>.json} of the repository, or writes
   * that one with the system property {@code api.renew=true}.
   */
  public static void assertCommitted(String service, String document) {
    Path committed = Path.of("..", "docs", "api", service + ".json");
    String text = SORTED.writeValueAsString(SORTED.readValue(document, Object.class)) + "\n";
    try {
      if (Boolean.getBoolean(RENEW)) {
        Files.createDirectories(committed.getParent());
        Files.writeString(committed, text);
      }
      assertThat(Files.exists(committed) ? Files.readString(committed) : "")
          .as(
              "docs/api/%s.json is not the contract of the service any more. If the change is"
                  + " meant, run this test once with -D%s=true and commit the file.",
              service, RENEW)
          .isEqualTo(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkHead() {
    JsonNode info = document.path("info");
    if (info.path("title").asString("").isBlank()
        || info.path("title").asString().equals("OpenAPI definition")) {
      flaws.add("info has no title of its own");
    }
    if (info.path("version").asString("").isBlank()
        || info.path("version").asString().equals("v0")) {
      flaws.add("info has no version of its own");
    }
    require("info", info, "description");
    if (document.at("/components/securitySchemes").isEmpty()
        || document.path("security").isEmpty()) {
      flaws.add("no security scheme is required");
    }
    document
        .path("servers")
        .forEach(server -> {
          if (server.path("url").asString("").contains("://")) {
            flaws.add("servers name a host: " + server.path("url").asString());
          }
        });
  }

  /** What the service sends: its own credentials and problem documents have no part in it. */
  private void checkWebhook(String name, JsonNode operation) {
    checkRequest(name, operation);
    checkSent(name, operation.path("requestBody"));
    JsonNode body = operation.path("requestBody").path("content").path("application/json");
    if (body.path("examples").isEmpty()) {
      flaws.add(name + " has no example");
    }
    if (!operation.path("security").isArray() || !operation.path("security").isEmpty()) {
      flaws.add(name + " asks for the credentials of clients");
    }
    operation
        .path("responses")
        .properties()
        .forEach(response ->
            require(name + " " + response.getKey(), response.getValue(), "description"));
  }

  private void checkRequest(String name, JsonNode operation) {
    require(name, operation, "summary");
    operation
        .path("parameters")
        .forEach(reference -> {
          JsonNode parameter = resolve(reference);
          String place = name + " parameter " + parameter.path("name").asString("");
          require(place, parameter, "description");
          if (!parameter.has("example")) {
            flaws.add(place + " has no example");
          }
        });
    checkContent(name + " body", operation.path("requestBody"));
  }

  private void checkOperation(String name, JsonNode operation) {
    checkRequest(name, operation);
    checkSent(name, operation.path("responses"));
    boolean problem = false;
    for (var response : operation.path("responses").properties()) {
      JsonNode resolved = resolve(response.getValue());
      String place = name + " " + response.getKey();
      require(place, resolved, "description");
      checkContent(place, resolved);
      if (response.getKey().startsWith("4") || response.getKey().startsWith("5")) {
        problem = true;
        if (resolved.path("content").path(PROBLEM).path("examples").isEmpty()) {
          flaws.add(place + " has no example of a problem document");
        }
      }
    }
    if (!problem) {
      flaws.add(name + " has no response that is a problem document");
    }
  }

  private void checkContent(String place, JsonNode of) {
    if (of.path("content").has("*/*")) {
      flaws.add(place + " has the content type */*");
    }
  }

  /** Which fields a response has always is told in each schema that it refers to. */
  private void checkSent(String place, JsonNode node) {
    if (node.path("$ref").isString()) {
      String reference = node.get("$ref").asString();
      if (sent.add(reference)) {
        checkSent(reference, resolve(node));
      }
    }
    if (node.path("properties").isObject() && node.path("required").isEmpty()) {
      flaws.add(place + " has no required property");
    }
    node.properties().stream()
        .filter(child -> !VALUES.contains(child.getKey()))
        .forEach(child -> checkSent(place + "/" + child.getKey(), child.getValue()));
    if (node.isArray()) {
      node.forEach(child -> checkSent(place, child));
    }
  }

  private void checkSchemas(String place, JsonNode node) {
    if (node.path("properties").isObject() && node.path("type").isString()) {
      node.get("properties")
          .properties()
          .forEach(property -> {
            String name = place + " property " + property.getKey();
            require(name, property.getValue(), "description");
            if (!hasExample(property.getValue())) {
              flaws.add(name + " has no example");
            }
            if (MENTIONS_NULL.matcher(property.getValue().path("description").asString("")).find()
                && !allowsNull(property.getValue())) {
              flaws.add(name + " is described as null, which its type does not allow");
            }
          });
    }
    node.properties().stream()
        .filter(child -> !VALUES.contains(child.getKey()))
        .forEach(child -> checkSchemas(place + "/" + child.getKey(), child.getValue()));
    if (node.isArray()) {
      node.forEach(child -> checkSchemas(place, child));
    }
  }

  /** Its own, or those of the properties of what it refers to or has a choice of. */
  private boolean hasExample(JsonNode schema) {
    JsonNode resolved = resolve(schema);
    return schema.has("example")
        || resolved.path("properties").isObject()
        || (resolved.path("items").isObject() && hasExample(resolved.path("items")))
        || any(schema.path("anyOf"), this::hasExample);
  }

  private static boolean allowsNull(JsonNode schema) {
    JsonNode type = schema.path("type");
    return saysNull(type)
        || any(type, ApiContract::saysNull)
        || any(schema.path("anyOf"), ApiContract::allowsNull);
  }

  private static boolean saysNull(JsonNode type) {
    return type.isString() && type.stringValue().equals(NULL);
  }

  private static boolean any(JsonNode array, Predicate<JsonNode> test) {
    for (JsonNode item : array) {
      if (test.test(item)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asString().substring(1)) : node;
  }

  private void require(String place, JsonNode node, String field) {
    if (node.path(field).asString("").isBlank()) {
      flaws.add(place + " has no " + field);
    }
  }
}
