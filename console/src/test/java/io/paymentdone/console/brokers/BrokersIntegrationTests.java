package io.paymentdone.console.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.paymentdone.console.ConsoleWithServers;
import io.paymentdone.console.brokers.Brokers.Broker;
import io.paymentdone.console.brokers.Brokers.Replicas;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What a broker tells; what is shown while one is away, local-stack tests with three of them. */
@ConsoleWithServers
class BrokersIntegrationTests {

  @Autowired MockMvcTester http;
  @Autowired BrokerList list;
  @Autowired KafkaConnectionDetails kafka;

  @Test
  void showsWhoHoldsEachPartition() {
    Brokers brokers = list.look();

    assertThat(brokers.note()).isNull();
    assertThat(brokers.controlled()).isFalse();
    assertThat(brokers.minInSync()).isEqualTo(1);
    assertThat(brokers.brokers()).hasSize(1);
    Broker only = brokers.brokers().getFirst();
    assertThat(only.state()).isEqualTo("up");
    assertThat(kafka.getBootstrapServers()).contains(only.endpoint());
    assertThat(brokers.partitions())
        .extracting(Replicas::partition, Replicas::leader, Replicas::replicas, Replicas::inSync)
        .containsExactly(partition(0, only.id()), partition(1, only.id()), partition(2, only.id()));
  }

  private static Tuple partition(int number, int broker) {
    return tuple(number, broker, List.of(broker), List.of(broker));
  }

  @Test
  void saysHowToEndABrokerThatItDoesNotRun() {
    assertThat(http.delete().uri("/api/brokers/1"))
        .hasStatus(404)
        .bodyJson()
        .extractingPath("$.code")
        .isEqualTo("not-available");
  }
}
