package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupSummary;
import io.paymentdone.console.group.Groups;
import io.paymentdone.console.members.MemberSign;
import io.paymentdone.console.members.MemberSigns;
import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The groups that are watched: the notification service's closely, so that its history has no
 * holes; others seldom, and closely while a page shows them.
 */
@Component
public class LiveGroups implements SmartLifecycle {

  private static final int GROUPS_MAX = 24;

  /** Of those that no page has asked for; so there is room for those that one does. */
  private static final int UNASKED_MAX = 16;

  private static final Duration LIST_PAUSE = Duration.ofSeconds(15);
  private static final int SUBSCRIBERS_MAX = 64;
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(1);

  private final Groups groups;
  private final MemberSigns signs;
  private final RebalanceHistory history;
  private final JsonMapper json;
  private final Workers workers;
  private final Map<String, GroupWatcher> watchers = new ConcurrentHashMap<>();

  /** Groups that Kafka listed last. */
  private Set<String> listed = Set.of();

  private @Nullable Worker lister;
  private volatile boolean running;
  private volatile boolean stopped;

  LiveGroups(
      Groups groups,
      MemberSigns signs,
      RebalanceHistory history,
      JsonMapper json,
      Workers workers) {
    this.workers = workers;
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
    signs.watch(groupId);
    boolean ours = groupId.equals(Topics.NOTIFICATION_GROUP);
    LiveGroup live =
        new LiveGroup(
            groupId,
            history.newest(groupId, 30).reversed(),
            json,
            rebalance -> {
              // A group that rebalances without end must not push ours out of the history.
              if (ours || isShown(groupId)) {
                history.add(rebalance);
              }
            });
    return new GroupWatcher(
        groupId, live, () -> look(groupId), signs::isCaughtUp, Clock.systemUTC(), workers, ours);
  }

  private boolean isShown(String groupId) {
    GroupWatcher watcher = watchers.get(groupId);
    return watcher != null && watcher.live.isWatched();
  }

  private Optional<GroupDetails> look(String groupId) {
    Optional<GroupDetails> found = groups.find(groupId);
    if (signs.isCaughtUp()) {
      Set<String> members =
          found.stream()
              .flatMap(group -> group.members().stream())
              .map(GroupDetails.Member::memberId)
              .collect(Collectors.toSet());
      signs.observe(groupId, members, Instant.now());
    }
    return found;
  }

  /** Watches groups before anybody asks for them, so that they have a past when somebody does. */
  private void list() throws InterruptedException {
    Set<String> now = groups.all().stream().map(GroupSummary::groupId).collect(Collectors.toSet());
    listed(now);
    TimeUnit.MILLISECONDS.sleep(LIST_PAUSE.toMillis());
  }

  private synchronized void listed(Set<String> now) {
    listed = now;
    forgetUnwatched();
    for (String groupId : now.stream().sorted().toList()) {
      if (!stopped && watchers.size() < UNASKED_MAX && !watchers.containsKey(groupId)) {
        watchers.put(groupId, started(groupId));
      }
    }
  }

  private GroupWatcher started(String groupId) {
    GroupWatcher watcher = watcher(groupId);
    watcher.start();
    return watcher;
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
    if (stopped) {
      throw ProblemException.unavailable(
          "shutting-down",
          "The console shuts down; nothing is lost, and the page comes back by itself when the"
              + " console is up again.",
          Duration.ofSeconds(2));
    }
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
      watcher = started(groupId);
      watchers.put(groupId, watcher);
    }
    watcher.nudge();
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
          boolean kept = listed.contains(watched.getKey()) && watchers.size() <= UNASKED_MAX;
          if (old && !kept) {
            watched.getValue().close();
            signs.forget(watched.getKey());
          }
          return old && !kept;
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
    lister = workers.start("list-groups", this::list);
  }

  @Override
  public synchronized void stop() {
    running = false;
    // The server still takes requests for a moment: a page that comes back would see nothing more.
    stopped = true;
    if (lister != null) {
      workers.end(lister);
    }
    watchers.values().forEach(GroupWatcher::close);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
