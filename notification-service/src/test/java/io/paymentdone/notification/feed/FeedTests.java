package io.paymentdone.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.web.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** A feed whose database is away: nobody listens on that port. */
class FeedTests {

  @Test
  void refusesAForgedCursorWithoutAskingTheDatabase() {
    try (var context = new AnnotationConfigApplicationContext(DatabaseAway.class)) {
      Feed feed = context.getBean(Feed.class);

      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> feed.page("user1", 20, "forged"))
          .satisfies(problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(problem.code()).isEqualTo("invalid-cursor");
          });
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement(proxyTargetClass = true)
  @Import(Feed.class)
  static class DatabaseAway {

    @Bean
    PlatformTransactionManager transactions() {
      return new JdbcTransactionManager(
          new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/notification"));
    }

    @Bean
    NotificationRepository notifications() {
      return new NotificationRepository() {
        @Override
        public List<Notification> findBefore(
            String userId, int partition, long offset, Limit limit) {
          throw new AssertionError("asked for a page");
        }

        @Override
        public Optional<Notification> findByPaymentId(UUID paymentId) {
          throw new AssertionError("asked for a payment");
        }
      };
    }
  }
}
