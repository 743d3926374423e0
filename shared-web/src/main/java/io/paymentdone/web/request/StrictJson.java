package io.paymentdone.web.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads JSON as RFC 8259 says and no further: UTF-8 without a byte order mark, each value of the
 * type that its field has, no field twice, none unknown, nothing behind.
 *
 * <p>Jackson's defaults take 1.9 for 1, "10" for 10, and guess UTF-16 from the bytes.
 */
public final class StrictJson {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final JsonMapper mapper;

  StrictJson(JsonMapper mapper) {
    this.mapper =
        mapper
            .rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                text -> {
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                  text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
            .build();
  }

  /** Writes as the mapper does that it was made from. */
  JsonMapper mapper() {
    return mapper;
  }

  Object read(byte[] json, JavaType type) {
    return mapper.readerFor(type).readValue(text(json));
  }

  /**
   * Reads a value; null for JSON's {@code null}.
   *
   * @throws ProblemException 400 for bytes that are not UTF-8
   * @throws tools.jackson.core.JacksonException for anything else that is not as it must be
   */
  public <T> @Nullable T read(byte[] json, Class<T> type) {
    return mapper.readerFor(type).readValue(text(json));
  }

  private static String text(byte[] bytes) {
    if (isAscii(bytes)) {
      // Most are, and these bytes are the string: nothing to decode.
      return new String(bytes, ISO_8859_1);
    }
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("The body is not UTF-8.");
    }
    if (text.charAt(0) == BYTE_ORDER_MARK) {
      throw malformed("The body begins with a byte order mark; JSON has none.");
    }
    return text;
  }

  private static boolean isAscii(byte[] bytes) {
    byte all = 0;
    for (byte b : bytes) {
      all |= b;
    }
    return all >= 0;
  }

  private static ProblemException malformed(String detail) {
    return ProblemException.of(ProblemCode.MALFORMED_JSON, detail);
  }
}
