package io.paymentdone.console.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.paymentdone.console.WithoutServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WithoutServers
class ReplicaControllerTests {

  @Autowired MockMvcTester http;
  @Autowired RecordedControl control;

  @Test
  void showsReplicas() {
    assertThat(http.get().uri("/api/replicas"))
        .hasStatusOk()
        .bodyJson()
        .isStrictlyEqualTo(
            """
            {"count":1,"replicas":[
              {"n":1,"clientId":"notification-service-1","port":8101,"pid":42,"state":"running","restarts":0},
              {"n":2,"clientId":"notification-service-2","port":8102,"pid":null,"state":"killed","restarts":0}]}
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 9})
  void scales(int count) {
    assertThat(put("{\"count\":" + count + "}")).hasStatusOk();
    assertThat(control.calls).last().isEqualTo("scale " + count);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"count\":-1}", "{\"count\":10}", "{\"count\":null}", "{}", "{\"count\":1.5}"})
  void refusesToScaleTo(String body) {
    List<String> before = List.copyOf(control.calls);

    assertThat(put(body)).hasStatus(400);

    assertThat(control.calls).isEqualTo(before);
  }

  @Test
  void saysWhyAConsumerCannotBeStarted() {
    assertThat(put("{\"count\":8}"))
        .hasStatus(409)
        .bodyJson()
        .isLenientlyEqualTo(
            """
            {"code":"cannot-start","retryable":false,"detail":"Port 8108 is taken."}
            """);
  }

  private MvcTestResult put(String body) {
    return http.put()
        .uri("/api/replicas")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  @Test
  void stopsOrKills() {
    assertThat(http.delete().uri("/api/replicas/1?mode=kill")).hasStatusOk();
    assertThat(control.calls).last().isEqualTo("KILL 1");
    assertThat(http.delete().uri("/api/replicas/1?mode=stop")).hasStatusOk();
    assertThat(control.calls).last().isEqualTo("STOP 1");
    assertThat(http.delete().uri("/api/replicas/1?mode=hug")).hasStatus(400);
    assertThat(http.delete().uri("/api/replicas/7?mode=stop")).hasStatus(404);
    assertThat(http.delete().uri("/api/replicas/x?mode=stop")).hasStatus(400);
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class ControlConfiguration {

    @Bean
    RecordedControl recordedControl() {
      return new RecordedControl();
    }
  }

  /** One replica that is up and one that was killed, and no room for eight; records the calls. */
  static final class RecordedControl implements ReplicaControl {

    final List<String> calls = new ArrayList<>();

    @Override
    public List<Replica> replicas() {
      return List.of(
          new Replica(1, "notification-service-1", 8101, 42L, State.RUNNING, 0),
          new Replica(2, "notification-service-2", 8102, null, State.KILLED, 0));
    }

    @Override
    public void scale(int count) {
      if (count == 8) {
        throw new IllegalStateException("Port 8108 is taken.");
      }
      calls.add("scale " + count);
    }

    @Override
    public boolean end(int n, Ending ending) {
      calls.add(ending + " " + n);
      return n == 1;
    }
  }
}
