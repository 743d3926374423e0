package io.paymentdone.console.group;

import io.paymentdone.web.problem.ProblemException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How long a group waits for a heartbeat of a member before its partitions go to others, as the
 * broker reports it.
 */
@Component
public class SessionTimeouts {

  /** As KIP-848 names it; a group without a value of its own has the broker's. */
  private static final String SETTING = "consumer.session.timeout.ms";

  /** With this protocol the broker knows it; with the classic one each client sets its own. */
  private static final String PROTOCOL = "Consumer";

  /** A change of the setting is shown after this time, and the broker is not asked at each poll. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  private static final int GROUPS_MAX = 100;

  private final LazyAdmin kafka;
  private final Map<String, Answer> answers = new LinkedHashMap<>();

  SessionTimeouts(LazyAdmin kafka) {
    this.kafka = kafka;
  }

  private record Answer(@Nullable Duration timeout, long nanos) {}

  /** The time-out of a group; empty if the broker does not tell it. */
  public Optional<Duration> of(GroupDetails group) {
    if (!group.type().equals(PROTOCOL)) {
      return Optional.empty();
    }
    Answer known = known(group.groupId());
    if (known == null || System.nanoTime() - known.nanos() > KEPT.toNanos()) {
      known = new Answer(ask(group.groupId()), System.nanoTime());
      keep(group.groupId(), known);
    }
    return Optional.ofNullable(known.timeout());
  }

  private synchronized @Nullable Answer known(String groupId) {
    return answers.get(groupId);
  }

  private synchronized void keep(String groupId, Answer answer) {
    answers.remove(groupId);
    answers.put(groupId, answer);
    if (answers.size() > GROUPS_MAX) {
      answers.remove(answers.keySet().iterator().next());
    }
  }

  private @Nullable Duration ask(String groupId) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, groupId);
    try {
      Admin admin = kafka.get();
      Config config =
          new KafkaCalls()
              .awaitOrFail(admin.describeConfigs(List.of(group)).all())
              .getOrDefault(group, new Config(List.of()));
      ConfigEntry setting = config.get(SETTING);
      return setting == null
          ? null
          : Duration.ofMillis(Long.parseLong(Objects.requireNonNullElse(setting.value(), "")));
    } catch (ExecutionException | ProblemException | NumberFormatException unknown) {
      // A console may read groups and still not be allowed to read their settings.
      return null;
    }
  }
}
