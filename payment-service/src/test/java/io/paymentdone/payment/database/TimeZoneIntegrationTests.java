package io.paymentdone.payment.database;

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
    properties = "spring.application.name=payment-service-in-calcutta")
@WithPostgresAndKafka
class TimeZoneIntegrationTests {

  private static final TimeZone BEFORE = TimeZone.getDefault();

  static {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Calcutta"));
  }

  @Autowired private JdbcTemplate readers;

  @AfterAll
  static void restore() {
    TimeZone.setDefault(BEFORE);
  }

  /** Writer, relay and migrations ask for the JVM's default zone too: they have the same driver. */
  @Test
  void connectsWithAZoneThatEveryServerKnows() {
    assertThat(readers.queryForObject("show timezone", String.class)).isEqualTo("UTC");
    assertThat(TimeZone.getDefault().getID()).isEqualTo("UTC");
  }
}
