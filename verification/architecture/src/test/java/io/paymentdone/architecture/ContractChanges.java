package io.paymentdone.architecture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What a contract takes back of a released one. Additions are no change: another path, another
 * field, an optional parameter, another value of an enum, a wider limit of a request.
 *
 * <p>It knows the parts of OpenAPI 3.1 and AsyncAPI 3.0 that the documents have. openapi-diff 2.1.7
 * was not taken: of OpenAPI 3.1 it overlooks webhooks and a changed type in a schema that others
 * refer to (its issues 745 and 910), and it reads no AsyncAPI.
 *
 * <p>A limit is narrowed or widened, and which of them breaks somebody depends on who writes what
 * it limits.
 */
final class ContractChanges {

  /** Who writes what a schema describes; the others read it. */
  private enum Writer {
    CLIENT,
    SERVICE,
    /** Records of a topic: releases before and after read and write the same. */
    BOTH;

    boolean isClient() {
      return this != SERVICE;
    }

    boolean isService() {
      return this != CLIENT;
    }

    Writer other() {
      return switch (this) {
        case CLIENT -> SERVICE;
        case SERVICE -> CLIENT;
        case BOTH -> BOTH;
      };
    }
  }

  private static final JsonNode ANYTHING = JsonMapper.shared().createObjectNode();

  private static final String PROBLEM = "application/problem+json";

  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  private static final List<String> UPPER_LIMITS =
      List.of(
          "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains");

  private static final List<String> LOWER_LIMITS =
      List.of(
          "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains");

  /** What narrows a schema in a way that cannot be compared: each change of it counts. */
  private static final List<String> OTHER_LIMITS =
      List.of(
          "pattern",
          "format",
          "contentEncoding",
          "contentMediaType",
          "multipleOf",
          "uniqueItems",
          "allOf",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "prefixItems",
          "patternProperties",
          "dependentRequired",
          "dependentSchemas",
          "unevaluatedItems",
          "unevaluatedProperties");

  private final JsonNode released;
  private final JsonNode current;

  /** Pairs of references that were compared: schemas may refer to themselves. */
  private final Set<String> compared;

  private final List<String> changes = new ArrayList<>();

  private ContractChanges(JsonNode released, JsonNode current, Set<String> compared) {
    this.released = released;
    this.current = current;
    this.compared = compared;
  }

  /** What the current document takes back, each with its place; empty if it only adds. */
  static List<String> between(JsonNode released, JsonNode current) {
    ContractChanges found = new ContractChanges(released, current, new HashSet<>());
    found.compare();
    return found.changes;
  }

  private void compare() {
    each(
        released.path("paths"),
        (path, item) -> operations(path, item, current.path("paths").path(path), Writer.CLIENT));
    each(
        released.path("webhooks"),
        (name, item) ->
            operations(
                "webhook " + name, item, current.path("webhooks").path(name), Writer.SERVICE));
    each(
        released.at("/components/securitySchemes"),
        (name, scheme) ->
            same(
                "security scheme " + name,
                List.of("type", "scheme", "in", "name"),
                scheme,
                current.at("/components/securitySchemes").path(name)));
    each(
        released.path("channels"),
        (name, channel) -> channel(name, channel, current.path("channels").path(name)));
  }

  private void operations(String path, JsonNode before, JsonNode after, Writer request) {
    for (String method : METHODS) {
      if (before.has(method)) {
        String place = method.toUpperCase(Locale.ROOT) + " " + path;
        ifKept(
            place,
            after.path(method),
            kept -> operation(place, before.path(method), kept, request));
      }
    }
  }

  private void operation(String place, JsonNode before, JsonNode after, Writer request) {
    same(place, List.of("operationId"), before, after);
    parameters(place, before, after, request);
    requestBody(place + " body", before.path("requestBody"), after.path("requestBody"), request);
    each(
        before.path("responses"),
        (status, response) -> {
          String where = place + " " + status;
          ifKept(
              where,
              after.path("responses").path(status),
              kept ->
                  response(
                      where, resolve(released, response), resolve(current, kept), request.other()));
        });
    security(place, security(released, before), security(current, after));
  }

  private void parameters(String place, JsonNode before, JsonNode after, Writer writer) {
    Map<String, JsonNode> old = parameters(released, before);
    Map<String, JsonNode> now = parameters(current, after);
    old.forEach((name, parameter) -> {
      String where = place + " " + name;
      ifKept(
          where,
          now.getOrDefault(name, MissingNode.getInstance()),
          kept -> {
            required(where, parameter, kept, writer);
            schema(where, parameter.path("schema"), kept.path("schema"), writer);
          });
    });
    now.forEach((name, parameter) -> {
      if (!old.containsKey(name)
          && writer.isClient()
          && parameter.path("required").asBoolean(false)) {
        changes.add(place + " " + name + " is new and required");
      }
    });
  }

  private static Map<String, JsonNode> parameters(JsonNode document, JsonNode operation) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    operation
        .path("parameters")
        .forEach(reference -> {
          JsonNode parameter = resolve(document, reference);
          parameters.put(
              parameter.path("in").asString("") + " " + parameter.path("name").asString(""),
              parameter);
        });
    return parameters;
  }

  private void requestBody(String place, JsonNode before, JsonNode after, Writer writer) {
    JsonNode old = resolve(released, before);
    JsonNode now = resolve(current, after);
    if (!old.isMissingNode()) {
      ifKept(place, now, kept -> content(place, old, kept, writer));
    }
    required(place, old, now, writer);
  }

  private void required(String place, JsonNode before, JsonNode after, Writer writer) {
    boolean old = before.path("required").asBoolean(false);
    boolean now = after.path("required").asBoolean(false);
    if (writer.isClient() && now && !old) {
      changes.add(place + " is required now");
    }
    if (writer.isService() && old && !now && !after.isMissingNode()) {
      changes.add(place + " may be absent now");
    }
  }

  private void response(String place, JsonNode before, JsonNode after, Writer writer) {
    each(
        before.path("headers"),
        (name, header) -> {
          String where = place + " header " + name;
          ifKept(
              where,
              after.path("headers").path(name),
              kept ->
                  schema(
                      where,
                      resolve(released, header).path("schema"),
                      resolve(current, kept).path("schema"),
                      writer));
        });
    content(place, before, after, writer);
  }

  private void content(String place, JsonNode before, JsonNode after, Writer writer) {
    each(
        before.path("content"),
        (type, content) -> {
          String where = place + " " + type;
          ifKept(
              where,
              after.path("content").path(type),
              kept -> {
                schema(where, content.path("schema"), kept.path("schema"), writer);
                if (type.equals(PROBLEM)) {
                  codes(where, content.path("examples"), kept.path("examples"));
                }
              });
        });
  }

  /** A response has an example for each code of a problem that it may be. */
  private void codes(String place, JsonNode before, JsonNode after) {
    each(
        before,
        (code, _) -> {
          if (!after.has(code)) {
            changes.add(place + " has the code " + code + " no more");
          }
        });
  }

  /** Each way in must stay: the schemes and scopes of one now are enough if they were it before. */
  private void security(String place, List<Set<String>> before, List<Set<String>> after) {
    for (Set<String> way : before) {
      if (!after.isEmpty() && after.stream().noneMatch(way::containsAll)) {
        changes.add(place + " is closed to " + (way.isEmpty() ? "everybody" : way));
      }
    }
    if (before.isEmpty() && !after.isEmpty() && after.stream().noneMatch(Set::isEmpty)) {
      changes.add(place + " asks for credentials now");
    }
  }

  private static List<Set<String>> security(JsonNode document, JsonNode operation) {
    List<Set<String>> ways = new ArrayList<>();
    JsonNode own = operation.path("security");
    (own.isMissingNode() ? document.path("security") : own)
        .forEach(way -> {
          Set<String> needed = new TreeSet<>();
          each(
              way,
              (scheme, scopes) -> {
                needed.add(scheme);
                scopes.forEach(scope -> needed.add(scheme + " " + scope.stringValue()));
              });
          ways.add(needed);
        });
    return ways;
  }

  private void channel(String name, JsonNode before, JsonNode after) {
    String place = "topic " + before.path("address").asString(name);
    ifKept(
        place,
        after,
        kept -> {
          same(place, List.of("address"), before, kept);
          // A user's order depends on the number of partitions.
          same(
              place,
              List.of("partitions"),
              before.at("/bindings/kafka"),
              kept.at("/bindings/kafka"));
          String retention = "/bindings/kafka/topicConfiguration/retention.ms";
          if (kept.at(retention).asLong(0) < before.at(retention).asLong(0)) {
            changes.add(place + " keeps records for a shorter time");
          }
          each(
              before.path("messages"),
              (message, reference) -> {
                String where = place + " " + message;
                ifKept(
                    where,
                    kept.path("messages").path(message),
                    same -> message(where, resolve(released, reference), resolve(current, same)));
              });
        });
  }

  private void message(String place, JsonNode before, JsonNode after) {
    same(place, List.of("contentType"), before, after);
    child(place + " headers", before.path("headers"), after.path("headers"), Writer.BOTH);
    child(place + " value", before.path("payload"), after.path("payload"), Writer.BOTH);
    String key = "/bindings/kafka/key";
    child(place + " key", before.at(key), after.at(key), Writer.BOTH);
  }

  private void schema(String place, JsonNode before, JsonNode after, Writer writer) {
    JsonNode old = resolve(released, before);
    JsonNode now = resolve(current, after);
    boolean referred = before.has("$ref") || after.has("$ref");
    if (referred && !compared.add(before.path("$ref") + " " + after.path("$ref") + writer)) {
      return;
    }
    List<JsonNode> oldChoice = choice(old);
    List<JsonNode> choice = choice(now);
    if (oldChoice.size() > 1 || choice.size() > 1) {
      choices(place, oldChoice, choice, writer);
      return;
    }
    types(place, old, now, writer);
    values(place, old, now, writer);
    UPPER_LIMITS.forEach(name -> limit(place, name, old, now, writer, Comparator.naturalOrder()));
    LOWER_LIMITS.forEach(name -> limit(place, name, old, now, writer, Comparator.reverseOrder()));
    for (String name : OTHER_LIMITS) {
      boolean differs = !old.path(name).equals(now.path(name));
      if (differs
          && ((writer.isClient() && now.has(name)) || (writer.isService() && old.has(name)))) {
        changes.add(place + " has another " + name);
      }
    }
    if (writer.isClient() && old.has("default")) {
      same(place, List.of("default"), old, now);
    }
    properties(place, old, now, writer);
    child(place + "[]", old.path("items"), now.path("items"), writer);
    for (String name : List.of("additionalProperties", "propertyNames")) {
      child(place + " " + name, old.path(name), now.path(name), writer);
    }
  }

  /** A schema that may be absent, which allows anything, or false, which allows nothing. */
  private void child(String place, JsonNode before, JsonNode after, Writer writer) {
    boolean nothingBefore = before.isBoolean() && !before.booleanValue();
    boolean nothing = after.isBoolean() && !after.booleanValue();
    if (nothing && !nothingBefore && writer.isClient()) {
      changes.add(place + " are refused now");
    }
    if (!nothing && !nothingBefore && (before.isObject() || after.isObject())) {
      schema(
          place,
          before.isObject() ? before : ANYTHING,
          after.isObject() ? after : ANYTHING,
          writer);
    }
  }

  private void choices(String place, List<JsonNode> before, List<JsonNode> after, Writer writer) {
    if (writer.isClient()
        && !before.stream()
            .allMatch(old -> after.stream().anyMatch(now -> fits(old, now, Writer.CLIENT)))) {
      changes.add(place + " is taken in fewer forms");
    }
    if (writer.isService()
        && !after.stream()
            .allMatch(now -> before.stream().anyMatch(old -> fits(old, now, Writer.SERVICE)))) {
      changes.add(place + " may have another form");
    }
  }

  private static List<JsonNode> choice(JsonNode schema) {
    for (String name : List.of("anyOf", "oneOf")) {
      if (schema.path(name).isArray()) {
        return new ArrayList<>(schema.path(name).values());
      }
    }
    return List.of(schema);
  }

  private boolean fits(JsonNode old, JsonNode now, Writer writer) {
    ContractChanges trial = new ContractChanges(released, current, new HashSet<>(compared));
    trial.schema("", old, now, writer);
    return trial.changes.isEmpty();
  }

  private void types(String place, JsonNode old, JsonNode now, Writer writer) {
    Set<String> before = types(old);
    Set<String> after = types(now);
    if (writer.isClient() && !after.isEmpty() && !includes(after, before)) {
      changes.add(place + " must be " + after + ", was " + (before.isEmpty() ? "any" : before));
    } else if (writer.isService() && !before.isEmpty() && !includes(before, after)) {
      changes.add(place + " may be " + (after.isEmpty() ? "any" : after) + ", was " + before);
    }
  }

  private static boolean includes(Set<String> types, Set<String> others) {
    return !others.isEmpty() && types.containsAll(others);
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new TreeSet<>();
    JsonNode type = schema.path("type");
    if (type.isString()) {
      types.add(type.stringValue());
    }
    type.forEach(one -> types.add(one.stringValue()));
    return types;
  }

  private void values(String place, JsonNode old, JsonNode now, Writer writer) {
    Set<JsonNode> before = values(old);
    Set<JsonNode> after = values(now);
    if (!after.isEmpty()) {
      if (before.isEmpty() && writer.isClient()) {
        changes.add(place + " must be one of " + after);
      }
      for (JsonNode value : before) {
        if (!after.contains(value)) {
          changes.add(place + " has the value " + value + " no more");
        }
      }
    }
  }

  private static Set<JsonNode> values(JsonNode schema) {
    Set<JsonNode> values = new HashSet<>();
    schema.path("enum").forEach(values::add);
    if (schema.has("const")) {
      values.add(schema.path("const"));
    }
    return values;
  }

  /**
   * Compares a limit.
   *
   * @param order the narrower one first
   */
  private void limit(
      String place,
      String name,
      JsonNode old,
      JsonNode now,
      Writer writer,
      Comparator<BigDecimal> order) {
    BigDecimal before = number(old, name);
    BigDecimal after = number(now, name);
    boolean narrower = after != null && (before == null || order.compare(after, before) < 0);
    boolean wider = before != null && (after == null || order.compare(after, before) > 0);
    if ((writer.isClient() && narrower) || (writer.isService() && wider)) {
      changes.add(place + " has the " + name + " " + now.path(name) + ", was " + old.path(name));
    }
  }

  private static @Nullable BigDecimal number(JsonNode schema, String name) {
    return schema.path(name).isNumber() ? schema.path(name).decimalValue() : null;
  }

  private void properties(String place, JsonNode old, JsonNode now, Writer writer) {
    each(
        old.path("properties"),
        (name, property) ->
            ifKept(
                place + "." + name,
                now.path("properties").path(name),
                kept -> schema(place + "." + name, property, kept, writer)));
    Set<String> before = required(old);
    Set<String> after = required(now);
    for (String name : after) {
      if (writer.isClient() && !before.contains(name)) {
        changes.add(place + "." + name + " is required now");
      }
    }
    for (String name : before) {
      if (writer.isService() && !after.contains(name)) {
        changes.add(place + "." + name + " may be absent now");
      }
    }
  }

  private static Set<String> required(JsonNode schema) {
    Set<String> names = new TreeSet<>();
    schema.path("required").forEach(name -> names.add(name.stringValue()));
    return names;
  }

  private void same(String place, List<String> names, JsonNode before, JsonNode after) {
    for (String name : names) {
      if (!before.path(name).equals(after.path(name))) {
        changes.add(
            place + " has the " + name + " " + after.path(name) + ", was " + before.path(name));
      }
    }
  }

  private void ifKept(String place, JsonNode after, Consumer<JsonNode> compare) {
    if (after.isMissingNode()) {
      changes.add(place + " is gone");
    } else {
      compare.accept(after);
    }
  }

  private static void each(JsonNode object, BiConsumer<String, JsonNode> action) {
    object.properties().forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
  }

  private static JsonNode resolve(JsonNode document, JsonNode node) {
    JsonNode resolved = node;
    while (resolved.has("$ref")) {
      resolved = document.at(resolved.path("$ref").stringValue().substring(1));
    }
    return resolved;
  }
}
