package io.paymentdone.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paymentdone.servers.process.ServiceModule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTests {

  @Test
  void hasTheDocumentedDefaults() {
    Options options = Options.parse();

    assertThat(options.replicas()).isEqualTo(3);
    assertThat(options.paymentReplicas()).isEqualTo(1);
    assertThat(options.brokers()).isEqualTo(1);
    assertThat(options.fresh()).isFalse();
    assertThat(options.readOnlyPort()).isEmpty();
    assertThat(options.services())
        .containsExactly(ServiceModule.PAYMENT, ServiceModule.NOTIFICATION);
    assertThat(options.ports())
        .extracting(PortCheck.Wanted::port)
        .containsExactlyInAnyOrder(15432, 9092, 8080, 8101, 8102, 8103, 8090, 1025);
  }

  @Test
  void readsEveryOption() {
    Options options =
        Options.parse(
            "--replicas=4",
            "--payment-replicas=2",
            "--brokers=3",
            "--fresh",
            "--data=/somewhere",
            "--payment-port=1080",
            "--notification-port=1101",
            "--console-port=1090",
            "--read-only-port=1099",
            "--smtp-port=1026",
            "--kafka-port=1192",
            "--postgres-port=1432");

    assertThat(options.fresh()).isTrue();
    assertThat(options.data()).contains(Path.of("/somewhere"));
    assertThat(options.ports())
        .extracting(PortCheck.Wanted::port)
        .containsExactlyInAnyOrder(
            1432, 1192, 1193, 1194, 1080, 1082, 1101, 1102, 1103, 1104, 1090, 1099, 1026);
  }

  @Test
  void leavesOutAServiceThatRunsInTheIde() {
    Options options = Options.parse("--except=notification-service");

    assertThat(options.services()).containsExactly(ServiceModule.PAYMENT);
    assertThat(options.ports()).extracting(PortCheck.Wanted::port).doesNotContain(8101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--replica=3",
        "replicas=3",
        "-h",
        "--replicas=ten",
        "--replicas=10",
        "--replicas=-1",
        "--replicas",
        "--replicas=",
        "--payment-replicas=0",
        "--brokers=2",
        "--brokers=4",
        "--fresh=yes",
        "--except=kafka",
        "--kafka-port=65536",
        "--read-only-port=",
        "--read-only-port=0"
      })
  void refusesAnythingElseAndListsTheOptions(String wrong) {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> Options.parse(wrong))
        .withMessageContaining(wrong.replaceAll("=.*", ""))
        .withMessageContaining("--payment-replicas=1");
  }

  @Test
  void refusesAnOptionGivenTwice() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> Options.parse("--replicas=3", "--replicas=4"))
        .withMessageContaining("--replicas is given twice");
  }
}
