package io.paymentdone.web.paging;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Configuration for lists by the page. */
@AutoConfiguration
public class PagingAutoConfiguration {

  @Bean
  AnswerMemory answerMemory() {
    return new AnswerMemory(Runtime.getRuntime().maxMemory());
  }
}
