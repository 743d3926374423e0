package io.paymentdone.payment.writer;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A payment's metadata as its column has it: a JSON object of strings with its keys sorted, null
 * when there is none.
 */
public final class MetadataColumn {

  /** Not the application's mapper: {@code spring.jackson.*} must not reach what is stored. */
  private static final JsonMapper JSON = JsonMapper.shared();

  private static final ObjectReader READER =
      JSON.readerFor(new TypeReference<SortedMap<String, String>>() {});

  private MetadataColumn() {}

  static @Nullable String write(@Nullable SortedMap<String, String> metadata) {
    return metadata == null ? null : JSON.writeValueAsString(metadata);
  }

  /** The metadata of a column's text. */
  public static @Nullable SortedMap<String, String> read(@Nullable String text) {
    return text == null ? null : READER.readValue(text);
  }
}
