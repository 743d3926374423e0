package io.paymentdone.console.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabTopicTests {

  @RepeatedTest(20)
  void givesNamesThatItMayDelete() {
    assertThat(LabTopic.newName()).matches(LabTopic.NAME);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lab-20261130",
        "lab-0badcafe",
        "payment-done",
        "payment-done-lab-notebook",
        "payment-done-lab-0badcafe-1",
        "payment-done-lab-0badcafe-right-1",
        "payment-done-lab-0badcafe-right-sender",
        "payment-done-lab-0badcafe-share-1",
        "my-payment-done-lab-0badcafe"
      })
  void mayNotDeleteWhatOthersName(String name) {
    assertThat(LabTopic.NAME.matcher(name).matches()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void givesExhibitsNamesThatItMayDelete(MuseumExhibit exhibit) {
    assertThat(LabTopic.newName() + "-" + exhibit.id()).matches(LabTopic.NAME);
    assertThat(LabTopic.NAME.matcher(LabTopic.newName() + "-" + exhibit.senderId()).matches())
        .isEqualTo(exhibit.hasSender());
  }

  @ParameterizedTest
  @EnumSource
  void givesGroupsOfProtocolsNamesThatItMayDelete(ProtocolGroup protocol) {
    assertThat(LabTopic.newName() + "-" + protocol.id()).matches(LabTopic.NAME);
  }

  @Test
  void knowsTheConsumersOfALab() {
    String lab = LabTopic.newName();

    assertThat(LabTopic.isClientOf(lab, LabTopic.clientId(lab, 12))).isTrue();
    assertThat(LabTopic.isClientOf(lab, lab)).isFalse();
    assertThat(LabTopic.isClientOf(lab, "console-consumer")).isFalse();
  }
}
