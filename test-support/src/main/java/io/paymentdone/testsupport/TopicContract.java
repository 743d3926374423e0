package io.paymentdone.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What {@code docs/api/topics.json} says of the records of one topic.
 *
 * <p>The document lets readers meet headers and fields that are not in it, because there may be
 * more later. What the services write today is all in it, so that one of these is a flaw here.
 */
public final class TopicContract {

  /** The document. Surefire runs tests in the directory of a module. */
  static final Path DOCUMENT = Path.of("..", "docs", "api", "topics.json");

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String NULL = "null";

  private static final Set<Type> INTEGERS =
      Set.of(int.class, long.class, Integer.class, Long.class);

  private final JsonNode message;

  private TopicContract(JsonNode message) {
    this.message = message;
  }

  /**
   * What it says of a topic.
   *
   * @throws IllegalArgumentException if it does not have the topic
   */
  public static TopicContract of(String topic) {
    JsonNode document = JSON.readTree(text());
    for (JsonNode channel : document.path("channels")) {
      if (channel.path("address").asString("").equals(topic)) {
        for (JsonNode reference : channel.path("messages")) {
          return new TopicContract(document.at(reference.path("$ref").asString("").substring(1)));
        }
      }
    }
    throw new IllegalArgumentException(DOCUMENT + " has no message of the topic " + topic);
  }

  static String text() {
    try {
      return Files.readString(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How a record that was sent departs from the document.
   *
   * @throws IllegalArgumentException for a header twice in a record that is no dead letter
   */
  public List<String> flaws(ProducerRecord<byte[], byte[]> record) {
    return flaws(record.key(), asExample(record));
  }

  /** The same for a record that was read. */
  public List<String> flaws(ConsumerRecord<byte[], byte[]> record) {
    return flaws(record.key(), asExample(record.headers(), record.value()));
  }

  private List<String> flaws(byte @Nullable [] key, JsonNode example) {
    List<String> flaws = flawsOf(example);
    validate(
        "key",
        message.at("/bindings/kafka/key"),
        key == null ? NullNode.getInstance() : StringNode.valueOf(new String(key, UTF_8)),
        flaws);
    return flaws;
  }

  /** How an example's headers and payload depart from their schemas. */
  List<String> flawsOf(JsonNode example) {
    List<String> flaws = new ArrayList<>();
    for (String part : List.of("headers", "payload")) {
      if (message.has(part)) {
        validate(part, message.path(part), example.path(part), flaws);
      } else if (part.equals("headers") && example.has(part)) {
        flaws.add("there are headers");
      }
    }
    return flaws;
  }

  private static void validate(
      String place, JsonNode schema, JsonNode instance, List<String> flaws) {
    if (instance.isMissingNode()) {
      flaws.add(place + " is missing");
      return;
    }
    // An AsyncAPI document without another schemaFormat has JSON Schema draft 7.
    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
        .getSchema(schema.toString(), InputFormat.JSON)
        .validate(instance.toString(), InputFormat.JSON)
        .forEach(error -> flaws.add(place + error.getInstanceLocation() + ": " + error));
    findUndeclared(place, schema, instance, flaws);
  }

  private static void findUndeclared(
      String place, JsonNode schema, JsonNode instance, List<String> flaws) {
    for (JsonNode item : instance.isArray() ? instance : MissingNode.getInstance()) {
      findUndeclared(place + "[]", schema.path("items"), item, flaws);
    }
    if (schema.has("properties") && instance.isObject()) {
      instance
          .properties()
          .forEach(field -> {
            JsonNode declared = schema.path("properties").path(field.getKey());
            if (declared.isMissingNode() && !schema.has("additionalProperties")) {
              flaws.add(place + "." + field.getKey() + " is not in the document");
            }
            findUndeclared(place + "." + field.getKey(), declared, field.getValue(), flaws);
          });
    }
  }

  /** The example of this name in the document: its headers, if there are any, and its payload. */
  public JsonNode example(String name) {
    for (JsonNode example : message.path("examples")) {
      if (example.path("name").asString("").equals(name)) {
        return ((ObjectNode) example).deepCopy().without(List.of("name", "summary"));
      }
    }
    throw new IllegalArgumentException("there is no example " + name);
  }

  /** Names of the examples. */
  List<String> examples() {
    List<String> names = new ArrayList<>();
    message.path("examples").forEach(example -> names.add(example.path("name").asString("")));
    return names;
  }

  /** The schema of a header. */
  public JsonNode header(String name) {
    return message.path("headers").path("properties").path(name);
  }

  /** Names of the headers. */
  Set<String> headers() {
    return new TreeSet<>(message.path("headers").path("properties").propertyNames());
  }

  /** A record as an example has it. */
  public JsonNode asExample(ProducerRecord<byte[], byte[]> record) {
    return asExample(record.headers(), record.value());
  }

  private JsonNode asExample(Headers headers, byte @Nullable [] value) {
    ObjectNode example = JSON.createObjectNode();
    Set<String> seen = new HashSet<>();
    for (Header header : headers) {
      // A dead letter has the headers of the record that it was, and any of them may be repeated.
      if (!seen.add(header.key()) && !message.path("headers").has("additionalProperties")) {
        throw new IllegalArgumentException("header " + header.key() + " is repeated");
      }
      boolean binary = header(header.key()).has("contentEncoding");
      byte[] bytes = header.value();
      example
          .withObject("/headers")
          .put(
              header.key(),
              bytes == null
                  ? null
                  : binary ? Base64.getEncoder().encodeToString(bytes) : new String(bytes, UTF_8));
    }
    if (value == null) {
      example.putNull("payload");
    } else if (message.has("payload")) {
      example.set("payload", JSON.readTree(value));
    } else {
      example.put("payload", new String(value, UTF_8));
    }
    return example;
  }

  /** How the schema of the value departs from the record that is written as JSON. */
  public List<String> flaws(Class<? extends Record> type) {
    List<String> flaws = new ArrayList<>();
    compare("payload", message.path("payload"), type, flaws);
    return flaws;
  }

  private static void compare(String place, JsonNode schema, Class<?> type, List<String> flaws) {
    Set<String> names = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
      String name = named == null ? component.getName() : named.value();
      names.add(name);
      compare(
          place + "." + name,
          schema.path("properties").path(name),
          component.getGenericType(),
          component.getAnnotatedType().isAnnotationPresent(Nullable.class),
          flaws);
    }
    expect(place + " properties", names, schema.path("properties").propertyNames(), flaws);
    // What came later is not in older records, and has a default.
    names.removeIf(name -> schema.path("properties").path(name).path("default").isNull());
    expect(place + " required", names, texts(schema.path("required")), flaws);
  }

  private static void compare(
      String place, JsonNode schema, Type type, boolean nullable, List<String> flaws) {
    Set<String> types = new TreeSet<>(Set.of(typeOf(type)));
    if (nullable) {
      types.add(NULL);
    }
    expect(place + " type", types, texts(schema.path("type")), flaws);
    if (type instanceof ParameterizedType list) {
      compare(place + "[]", schema.path("items"), list.getActualTypeArguments()[0], false, flaws);
    } else if (type instanceof Class<?> one && one.isRecord()) {
      compare(place, schema, one, flaws);
    } else if (type instanceof Class<?> one && one.isEnum()) {
      expect(place + " enum", constants(one), texts(schema.path("enum")), flaws);
    } else if (type.equals(Instant.class)
        && !schema.path("format").asString("").equals("date-time")) {
      flaws.add(place + " is not a date-time");
    }
  }

  private static void expect(
      String place, Set<String> expected, Iterable<String> actual, List<String> flaws) {
    Set<String> found = new TreeSet<>();
    actual.forEach(found::add);
    if (!found.equals(expected)) {
      flaws.add(place + ": " + found + " in the document, " + expected + " in the code");
    }
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isString()) {
      texts.add(node.stringValue());
    }
    node.forEach(one -> texts.add(one.stringValue()));
    return texts;
  }

  private static Set<String> constants(Class<?> type) {
    Set<String> names = new TreeSet<>();
    for (var field : type.getFields()) {
      if (field.isEnumConstant()) {
        JsonProperty named = field.getAnnotation(JsonProperty.class);
        names.add(named == null ? field.getName() : named.value());
      }
    }
    return names;
  }

  private static String typeOf(Type type) {
    if (type instanceof ParameterizedType) {
      return "array";
    }
    if (INTEGERS.contains(type)) {
      return "integer";
    }
    if (type.equals(boolean.class)) {
      return "boolean";
    }
    return type instanceof Class<?> one && one.isRecord() ? "object" : "string";
  }
}
