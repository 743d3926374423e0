package io.paymentdone.web.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.paymentdone.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** With memory for one of these pages at a time. */
class AnswerMemoryTests {

  private static final int CHARACTERS = 100_000;

  private final AnswerMemory memory = new AnswerMemory(16 * 300_000);
  private final List<String> meanwhile = new ArrayList<>();
  private final MockMvc http = MockMvcBuilders.standaloneSetup(new Controller()).build();

  /** Asked for its text while the response is written. */
  public static final class Item {

    private final Supplier<String> source;

    Item(Supplier<String> source) {
      this.source = source;
    }

    public String getText() {
      return source.get();
    }
  }

  @RestController
  class Controller {

    @GetMapping("/page")
    Page<Item> page() {
      return one(() -> {
        meanwhile.add(codeOfAnother());
        return "text";
      });
    }

    @GetMapping("/broken")
    Page<Item> broken() {
      return one(() -> {
        throw new IllegalStateException("the connection broke");
      });
    }

    @ExceptionHandler
    @ResponseStatus
    void refused(ProblemException refused) {
      meanwhile.add(refused.code());
    }
  }

  @Test
  void isHeldUntilTheResponseIsWritten() throws Exception {
    assertThat(status("/page")).isEqualTo(200);
    assertThat(status("/page")).isEqualTo(200);

    assertThat(meanwhile).containsExactly("overloaded", "overloaded");
  }

  @Test
  void isFreeAfterAResponseThatCouldNotBeWritten() throws Exception {
    status("/broken");

    assertThat(status("/page")).isEqualTo(200);
  }

  private int status(String path) throws Exception {
    return http.perform(get(path)).andReturn().getResponse().getStatus();
  }

  private String codeOfAnother() {
    try {
      one(() -> "");
      return "none";
    } catch (ProblemException refused) {
      return refused.code();
    }
  }

  private Page<Item> one(Supplier<String> source) {
    return memory.page(List.of(new Item(source)), 1, item -> CHARACTERS, item -> "");
  }
}
