package io.paymentdone.web.paging;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One page of a list, as it goes over the wire: {@code {"items":[…],"next":"cursor or null"}}. */
@Schema(description = "A page of a list")
public record Page<T>(
    @Schema(description = "In the order of the list; empty if there are none") List<T> items,
    @Schema(
            description =
                "The cursor of the next page, for the parameter after, or since; null at the end of"
                    + " a list that has one",
            example = "AAAAAAAAACr7Hn1k2mWkWA")
        @Nullable String next) {

  /**
   * Characters of a page's items, as far as a caller counts them: clients that read slowly hold
   * their pages, so those are small whatever the rows are.
   */
  static final int CHARACTERS_MAX = 128 * 1024;

  /**
   * The first rows, as many as a page may hold, and at least one if there is one.
   *
   * @param characters of a row, those of its texts
   */
  static <T> List<T> fitting(List<T> rows, ToIntFunction<T> characters) {
    int sum = 0;
    int end = 0;
    while (end < rows.size()) {
      sum += characters.applyAsInt(rows.get(end));
      if (sum > CHARACTERS_MAX && end > 0) {
        break;
      }
      end++;
    }
    return rows.subList(0, end);
  }

  /**
   * Makes a page of at most so many rows, and of fewer if their texts are long: whether there is a
   * row after them says whether there is a next page.
   *
   * @param rows at most {@code limit + 1}, in the list's order
   * @param characters of a row, those of its texts
   * @param cursor the cursor that continues after an item
   */
  static <T> Page<T> of(
      List<T> rows, int limit, ToIntFunction<T> characters, Function<T, String> cursor) {
    int count = Math.min(limit, fitting(rows, characters).size());
    String next = rows.size() <= count ? null : cursor.apply(rows.get(count - 1));
    return new Page<>(List.copyOf(rows.subList(0, count)), next);
  }

  /** The same page with its items in another shape. */
  public <R> Page<R> map(Function<T, R> shape) {
    return new Page<>(items.stream().map(shape).toList(), next);
  }
}
