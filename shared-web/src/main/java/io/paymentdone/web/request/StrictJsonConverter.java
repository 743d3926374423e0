package io.paymentdone.web.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.web.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads request bodies as RFC 8259 says and no further: UTF-8 without a byte order mark, each value
 * of the type that its field has, no field twice, none unknown, nothing behind.
 *
 * <p>Jackson's defaults take 1.9 for 1, "10" for 10, and guess UTF-16 from the bytes.
 */
final class StrictJsonConverter extends JacksonJsonHttpMessageConverter {

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Writes as the given mapper does. */
  StrictJsonConverter(JsonMapper mapper) {
    super(strict(mapper));
  }

  private static JsonMapper strict(JsonMapper mapper) {
    return mapper
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

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
    Charset charset = mediaType == null ? null : mediaType.getCharset();
    return (charset == null || charset.equals(UTF_8)) && super.canRead(type, mediaType);
  }

  @Override
  public Object read(
      ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    String text = text(message.getBody().readAllBytes());
    try {
      return getMapper().readerFor(getJavaType(type.getType(), null)).readValue(text);
    } catch (JacksonException e) {
      throw new HttpMessageNotReadableException("cannot read the JSON body", e, message);
    }
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
    return ProblemException.of(HttpStatus.BAD_REQUEST, "malformed-json", detail);
  }
}
