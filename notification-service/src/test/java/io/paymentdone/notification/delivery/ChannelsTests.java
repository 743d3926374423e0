package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paymentdone.notification.delivery.Channel.Audience;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelsTests {

  private static final Channel WEBHOOK = new Fixed("webhook", Audience.ENDPOINTS, 100);
  private static final Channel EMAIL = new Fixed("email", Audience.SUBSCRIBERS, 1);
  private static final Channel LOG = new Fixed("log", Audience.EVERYBODY, 2);

  @Test
  void knowsWhoseATargetIs() {
    Channels channels = new Channels(List.of(LOG, WEBHOOK, EMAIL));

    assertThat(channels.name(1)).isEqualTo("email");
    assertThat(channels.name(2)).isEqualTo("log");
    assertThat(channels.name(107)).isEqualTo("webhook");
    assertThat(channels.names()).containsExactly("email", "log", "webhook");
    assertThat(channels.targets(Audience.SUBSCRIBERS)).containsExactly(1);
    assertThat(channels.targets(Audience.EVERYBODY)).containsExactly(2);
    assertThat(channels.targetsWithoutEndpoint()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void refusesATargetThatTwoChannelsHave() {
    assertThatThrownBy(() -> new Channels(List.of(EMAIL, new Fixed("sms", Audience.EVERYBODY, 1))))
        .hasMessage("Channels email and sms both have target 1.");
  }

  private record Fixed(String name, Audience audience, int target) implements Channel {

    @Override
    public List<Integer> targets() {
      return List.of(target);
    }

    @Override
    public Outcome send(Delivery delivery) {
      return new Outcome.Withheld();
    }
  }
}
