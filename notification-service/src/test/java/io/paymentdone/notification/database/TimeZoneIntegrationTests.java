package io.paymentdone.notification.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.testsupport.WithPostgresAndKafka;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

/** On a machine whose time zone has a legacy name, which a server need not know. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    useMainMethod = UseMainMethod.ALWAYS,
    // A context of its own: the others were not started by the main method.
    properties = "notification.client-id=notification-service-in-calcutta")
@WithPostgresAndKafka
class TimeZoneIntegrationTests {

  private static final TimeZone BEFORE = TimeZone.getDefault();

  static {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Calcutta"));
  }

  @Autowired private JdbcTemplate readers;
  @Autowired private ConsumerDatabase consumer;

  @AfterAll
  static void restore() {
    TimeZone.setDefault(BEFORE);
  }

  @Test
  void connectsWithAZoneThatEveryServerKnows() {
    assertThat(readers.queryForObject("show timezone", String.class)).isEqualTo("UTC");
    assertThat(consumer.jdbc().queryForObject("show timezone", String.class)).isEqualTo("UTC");
  }
}
