package io.paymentdone.console.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Without an answer of Kafka, as when its only broker is ended. */
@WithoutServers
class BrokerControllerTests {

  @Autowired MockMvcTester http;
  @Autowired RecordedControl control;

  @Test
  void showsWhatIsKnownWhileKafkaDoesNotAnswer() {
    assertThat(http.get().uri("/api/brokers"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"brokers":[
              {"id":1,"endpoint":null,"state":"unknown"},
              {"id":2,"endpoint":null,"state":"unknown"},
              {"id":3,"endpoint":null,"state":"killed"}],
             "partitions":[],"minInSync":null,"controlled":true,
             "note":"Kafka does not answer; the page shows this again once Kafka answers."}
            """);
  }

  @Test
  void stopsOrKills() {
    assertThat(http.delete().uri("/api/brokers/1?mode=kill")).hasStatusOk();
    assertThat(control.calls).last().isEqualTo("KILL 1");
    assertThat(http.delete().uri("/api/brokers/1")).hasStatusOk();
    assertThat(control.calls).last().isEqualTo("STOP 1");
    assertThat(http.delete().uri("/api/brokers/1?mode=hug")).hasStatus(400);
    assertThat(http.delete().uri("/api/brokers/3")).hasStatus(404);
    assertThat(http.delete().uri("/api/brokers/x")).hasStatus(400);
  }

  @Test
  void saysWhyABrokerMustRun() {
    assertThat(http.delete().uri("/api/brokers/2"))
        .hasStatus(409)
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"code":"broker-is-needed","retryable":true,"detail":"Another broker is away."}
            """);
  }

  @Test
  void startsOneThatWasEnded() {
    assertThat(http.put().uri("/api/brokers/3")).hasStatusOk();
    assertThat(control.calls).last().isEqualTo("start 3");
    assertThat(http.put().uri("/api/brokers/1")).hasStatus(404);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class ControlConfiguration {

    @Bean
    RecordedControl recordedControl() {
      return new RecordedControl();
    }
  }

  /** The third was killed, and without the second Kafka could not go on; records the calls. */
  static final class RecordedControl implements BrokerControl {

    final List<String> calls = new ArrayList<>();

    @Override
    public List<BrokerProcess> brokers() {
      return List.of(
          new BrokerProcess(1, State.RUNNING),
          new BrokerProcess(2, State.RUNNING),
          new BrokerProcess(3, State.KILLED));
    }

    @Override
    public boolean end(int id, Ending ending) {
      if (id == 2) {
        throw new IllegalStateException("Another broker is away.");
      }
      calls.add(ending + " " + id);
      return id == 1;
    }

    @Override
    public boolean start(int id) {
      calls.add("start " + id);
      return id == 3;
    }
  }
}
