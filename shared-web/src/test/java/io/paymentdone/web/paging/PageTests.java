package io.paymentdone.web.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTests {

  private static final List<Integer> ROWS = IntStream.range(0, 101).boxed().toList();

  @Test
  void hasAsManyItemsAsWereAskedFor() {
    Page<Integer> page = Page.of(ROWS, 100, row -> 600, String::valueOf);

    assertThat(page.items()).isEqualTo(ROWS.subList(0, 100));
    assertThat(page.next()).isEqualTo("99");
    assertThat(Page.of(ROWS.subList(0, 100), 100, row -> 600, String::valueOf).next()).isNull();
  }

  @Test
  void endsEarlierWhereTextsAreLongAndGoesOnFromThere() {
    Page<Integer> page = Page.of(ROWS, 100, row -> 5_000, String::valueOf);

    assertThat(page.items()).isEqualTo(ROWS.subList(0, 26));
    assertThat(page.next()).isEqualTo("25");
  }

  @Test
  void hasOneItemHoweverLongItIs() {
    Page<Integer> page = Page.of(ROWS, 100, row -> 1_000_000, String::valueOf);

    assertThat(page.items()).containsExactly(0);
    assertThat(page.next()).isEqualTo("0");
    assertThat(Page.fitting(List.<Integer>of(), row -> 1)).isEmpty();
  }
}
