package io.paymentdone.web.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.JacksonException;

/** Reads request bodies as {@link StrictJson} does. */
final class StrictJsonConverter extends JacksonJsonHttpMessageConverter {

  private final StrictJson json;

  StrictJsonConverter(StrictJson json) {
    super(json.mapper());
    this.json = json;
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
    byte[] body = message.getBody().readAllBytes();
    try {
      return json.read(body, getJavaType(type.getType(), null));
    } catch (JacksonException e) {
      throw new HttpMessageNotReadableException("cannot read the JSON body", e, message);
    }
  }
}
