package io.paymentdone.console.live;

import io.paymentdone.console.group.Groups;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.console.members.MemberSigns;
import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.events.Topics;
import io.paymentdone.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The groups that are watched: the notification service's always, so that its history has no holes;
 * others while a page shows them.
 */
@Component
public class LiveGroups implements SmartLifecycle {

  private static final int GROUPS_MAX = 8;
  private static final int SUBSCRIBERS_MAX = 64;
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(1);

  private final Groups groups;
  private final MemberSigns signs;
  private final RebalanceHistory history;
  private final JsonMapper json;
  private final Map<String, GroupWatcher> watchers = new ConcurrentHashMap<>();
  private volatile boolean running;

  LiveGroups(Groups groups, MemberSigns signs, RebalanceHistory history, JsonMapper json) {
    this.groups = groups;
    this.signs = signs;
    this.history = history;
    this.json = json;
    signs.listen(this::sign);
    history.listen(past -> {
      GroupWatcher watcher = watchers.get(past.groupId());
      if (watcher != null) {
        watcher.live.add(past);
      }
    });
    // Before the members' old events come in: they tell who had what before the start.
    watchers.put(Topics.NOTIFICATION_GROUP, watcher(Topics.NOTIFICATION_GROUP));
  }

  private GroupWatcher watcher(String groupId) {
    LiveGroup live =
        new LiveGroup(groupId, history.newest(groupId, 30).reversed(), json, history::add);
    return new GroupWatcher(
        groupId, live, () -> groups.find(groupId), signs::isCaughtUp, Clock.systemUTC());
  }

  private void sign(MemberSign sign) {
    watchers.values().forEach(watcher -> watcher.sign(sign));
  }

  /**
   * A page begins to watch a group.
   *
   * @param lastSeen id of the last message that the page has seen; null for a new page
   */
  synchronized Watch watch(String groupId, @Nullable String lastSeen) {
    forgetUnwatched();
    if (all().stream().mapToInt(LiveGroup::subscribers).sum() >= SUBSCRIBERS_MAX) {
      throw ProblemException.unavailable(
          "too-many-pages",
          SUBSCRIBERS_MAX + " pages watch already; close one.",
          Duration.ofSeconds(10));
    }
    GroupWatcher watcher = watchers.get(groupId);
    if (watcher == null) {
      if (watchers.size() >= GROUPS_MAX) {
        throw ProblemException.unavailable(
            "too-many-groups",
            GROUPS_MAX
                + " groups are watched already; a minute after the last page of one is"
                + " closed there is room.",
            UNWATCHED_MAX);
      }
      if (groups.find(groupId).isEmpty()) {
        throw ProblemException.of(
            HttpStatus.NOT_FOUND,
            "not-found",
            "Kafka knows no consumer group \"" + groupId + "\".");
      }
      watcher = watcher(groupId);
      watchers.put(groupId, watcher);
      watcher.start();
    }
    return new Watch(watcher.live, watcher.live.subscribe(lastSeen));
  }

  /** A page and what it watches. */
  record Watch(LiveGroup group, Subscriber subscriber) implements AutoCloseable {
    @Override
    public void close() {
      group.unsubscribe(subscriber);
    }
  }

  private void forgetUnwatched() {
    watchers
        .entrySet()
        .removeIf(watched -> {
          boolean old =
              !watched.getKey().equals(Topics.NOTIFICATION_GROUP)
                  && watched.getValue().unwatchedFor().compareTo(UNWATCHED_MAX) > 0;
          if (old) {
            watched.getValue().close();
          }
          return old;
        });
  }

  /** All watched groups. */
  List<LiveGroup> all() {
    List<LiveGroup> all = new ArrayList<>();
    watchers.values().forEach(watcher -> all.add(watcher.live));
    return all;
  }

  /**
   * Pushes rebalances of the past to the pages that were there before these had been read. Not
   * while they are read: most of them are not kept.
   */
  void pushPast() {
    if (history.isCaughtUp()) {
      all().forEach(LiveGroup::pushPast);
    }
  }

  /** Whether any page watches, or one that did may come back. */
  synchronized boolean isWatched() {
    forgetUnwatched();
    return all().stream().anyMatch(LiveGroup::isWatched);
  }

  @Override
  public void start() {
    running = true;
    watchers.values().forEach(GroupWatcher::start);
  }

  @Override
  public void stop() {
    running = false;
    watchers.values().forEach(GroupWatcher::close);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
