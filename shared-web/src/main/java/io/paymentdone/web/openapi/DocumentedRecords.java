package io.paymentdone.web.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says in the schemas of records which fields may be null and which are always there, as the
 * records themselves do.
 *
 * <p>A response has each component, null or not, that no {@link JsonInclude} leaves out. A record
 * whose components are all nullable is the body of a request: a client may leave out any of them,
 * so annotations say which are required. Null is as good as absent there, but for a component whose
 * annotation says that it is required, or that it is not.
 */
final class DocumentedRecords implements ModelConverter {

  private static final String NULL = "null";

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType annotated, ModelConverterContext context, Iterator<ModelConverter> chain) {
    if (!chain.hasNext()) {
      return null;
    }
    Schema<?> schema = chain.next().resolve(annotated, context, chain);
    Class<?> type = Json.mapper().constructType(annotated.getType()).getRawClass();
    if (schema != null && type.isRecord()) {
      Schema<?> described = described(schema, context);
      if (described != null && described.getProperties() != null) {
        describe(described, type);
      }
    }
    return schema;
  }

  /** What it refers to; itself if it does not refer to anything. */
  private static @Nullable Schema<?> described(Schema<?> schema, ModelConverterContext context) {
    String reference = schema.get$ref();
    return reference == null
        ? schema
        : context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static void describe(Schema<?> schema, Class<?> type) {
    components(type)
        .filter(DocumentedRecords::mayBeNull)
        .map(DocumentedRecords::name)
        .forEach(name ->
            schema.getProperties().computeIfPresent(name, (same, property) -> orNull(property)));
    if (!isRequest(type)) {
      schema.setRequired(
          components(type)
              .filter(component -> !isLeftOut(component))
              .map(DocumentedRecords::name)
              .toList());
    }
  }

  /** Those of the type; those of what is unwrapped in it, instead of that itself. */
  private static Stream<RecordComponent> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(component ->
            component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                ? components(component.getType())
                : Stream.of(component));
  }

  /** As it is in JSON. */
  private static String name(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null || named.value().isEmpty() ? component.getName() : named.value();
  }

  private static boolean isRequest(Class<?> type) {
    return components(type).allMatch(DocumentedRecords::isNullable);
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static boolean isLeftOut(RecordComponent component) {
    JsonInclude included = component.getAccessor().getAnnotation(JsonInclude.class);
    return included != null && included.value() != JsonInclude.Include.ALWAYS;
  }

  private static boolean mayBeNull(RecordComponent component) {
    var schema =
        component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    return isNullable(component)
        && !isLeftOut(component)
        && (schema == null || schema.requiredMode() == RequiredMode.AUTO);
  }

  /** The same or null; a schema that may be null already stays as it is. */
  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.get$ref() == null) {
      if (schema.getTypes() != null) {
        schema.addType(NULL);
      }
      return schema;
    }
    Schema<?> either = new JsonSchema();
    either.setName(schema.getName());
    either.setDescription(schema.getDescription());
    either.addAnyOfItem(new JsonSchema().$ref(schema.get$ref()));
    either.addAnyOfItem(new JsonSchema().typesItem(NULL));
    return either;
  }
}
