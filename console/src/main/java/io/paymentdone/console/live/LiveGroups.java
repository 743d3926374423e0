package io.paymentdone.console.live;

import io.paymentdone.console.group.GroupDetails;
import io.paymentdone.console.group.GroupSummary;
import io.paymentdone.console.group.Groups;
import io.paymentdone.console.group.SessionTimeouts;
import io.paymentdone.console.lag.GroupLags;
import io.paymentdone.console.live.PageRoom.Place;
import io.paymentdone.console.members.GroupEventRecord;
import io.paymentdone.console.members.GroupEventTopicReader;
import io.paymentdone.console.rebalances.RebalanceHistory;
import io.paymentdone.console.workers.Worker;
import io.paymentdone.console.workers.Workers;
import io.paymentdone.events.Topics;
import io.paymentdone.web.problem.ProblemCode;
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
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The groups that the console watches: the notification service's own group always, so that its
 * history is complete, and other groups at longer intervals unless a page shows them.
 */
@Component
@EnableConfigurationProperties(LiveProperties.class)
public class LiveGroups implements SmartLifecycle {

  private static final int GROUPS_MAX = 24;

  /**
   * Groups watched before a page asks for them; the rest is reserved for groups that pages ask for.
   */
  private static final int UNREQUESTED_MAX = 16;

  /** Groups that pages of the read-only port leave for others to ask for. */
  private static final int NOT_FOR_READ_ONLY = 4;

  private static final Duration LIST_INTERVAL = Duration.ofSeconds(15);
  private static final Duration UNWATCHED_MAX = Duration.ofMinutes(1);

  private final Groups groups;
  private final SessionTimeouts sessionTimeouts;
  private final GroupLags lags;
  private final GroupEventTopicReader groupEvents;
  private final RebalanceHistory history;
  private final JsonMapper json;
  private final Workers workers;
  private final PageRooms rooms;
  private final Map<String, GroupWatcher> watchers = new ConcurrentHashMap<>();

  /** Consumer groups in the last list from Kafka. */
  private Set<String> listed = Set.of();

  private @Nullable Worker lister;
  private volatile boolean running;
  private volatile boolean stopped;

  LiveGroups(
      Groups groups,
      SessionTimeouts sessionTimeouts,
      GroupLags lags,
      GroupEventTopicReader groupEvents,
      RebalanceHistory history,
      JsonMapper json,
      Workers workers,
      LiveProperties limits) {
    long heapBytes = Runtime.getRuntime().maxMemory();
    this.rooms =
        new PageRooms(
            new PageRoom(limits.pagesMax(), limits.pagesMaxPerCaller(), heapBytes),
            new PageRoom(limits.pagesMax(), limits.pagesMaxPerCaller(), heapBytes / 2));
    this.workers = workers;
    this.lags = lags;
    this.groups = groups;
    this.sessionTimeouts = sessionTimeouts;
    this.groupEvents = groupEvents;
    this.history = history;
    this.json = json;
    groupEvents.listen(this::onEvent);
    groupEvents.listenForContradictions(this::pollSoon);
    history.listen(past -> {
      GroupWatcher watcher = watchers.get(past.groupId());
      if (watcher != null) {
        watcher.live.addPast(past);
      }
    });
    // Before the old events of members are read, because they define the ownership at the start.
    watchers.put(Topics.NOTIFICATION_GROUP, watcher(Topics.NOTIFICATION_GROUP));
  }

  private GroupWatcher watcher(String groupId) {
    groupEvents.watch(groupId);
    lags.watch(groupId);
    boolean ours = groupId.equals(Topics.NOTIFICATION_GROUP);
    LiveGroup live =
        new LiveGroup(
            groupId,
            history.newest(groupId, 30).reversed(),
            json,
            rebalance -> {
              // A group that rebalances forever must not displace our own group from the history.
              if (ours || isShown(groupId)) {
                history.add(rebalance);
              }
            });
    return new GroupWatcher(
        groupId,
        live,
        () -> poll(groupId),
        groupEvents::isCaughtUp,
        Clock.systemUTC(),
        workers,
        ours);
  }

  private boolean isShown(String groupId) {
    GroupWatcher watcher = watchers.get(groupId);
    return watcher != null && watcher.live.isWatched();
  }

  private Optional<GroupDetails> poll(String groupId) {
    if (isShown(groupId)) {
      lags.shown(groupId);
    }
    Optional<GroupDetails> found = groups.find(groupId);
    GroupWatcher watcher = watchers.get(groupId);
    if (watcher != null) {
      watcher.live.setSessionTimeout(found.flatMap(sessionTimeouts::of).orElse(null));
      watcher.live.setEventsCurrent(groupEvents.isCurrent());
    }
    groupEvents.onPoll(groupId, found.orElse(null), Instant.now());
    return found;
  }

  /** Watches consumer groups before a page asks for them, so that it can show their past. */
  private void list() throws InterruptedException {
    Set<String> now =
        groups.all().stream()
            .filter(group -> group.note() == null)
            .map(GroupSummary::groupId)
            .collect(Collectors.toSet());
    listed(now);
    TimeUnit.MILLISECONDS.sleep(LIST_INTERVAL.toMillis());
  }

  private synchronized void listed(Set<String> now) {
    listed = now;
    forgetUnwatched();
    for (String groupId : now.stream().sorted().toList()) {
      if (!stopped && watchers.size() < UNREQUESTED_MAX && !watchers.containsKey(groupId)) {
        watchers.put(groupId, started(groupId));
      }
    }
  }

  private GroupWatcher started(String groupId) {
    GroupWatcher watcher = watcher(groupId);
    watcher.start();
    return watcher;
  }

  private void pollSoon(String groupId) {
    GroupWatcher watcher = watchers.get(groupId);
    if (watcher != null) {
      watcher.pollSoon();
    }
  }

  private void onEvent(GroupEventRecord record) {
    if (groupEvents.isCaughtUp()) {
      lags.brokerTime(record.at());
    }
    watchers.values().forEach(watcher -> watcher.onEvent(record));
  }

  /**
   * Subscribes a page to a group.
   *
   * @param lastSeen id of the last event that the page received; null for a new page
   */
  synchronized Watch watch(String groupId, @Nullable String lastSeen, Viewer viewer) {
    if (stopped) {
      throw ProblemException.of(
          ProblemCode.SHUTTING_DOWN,
          "The console is shutting down. No data is lost, and the page reconnects by itself when"
              + " the console is up again.",
          Duration.ofSeconds(2));
    }
    forgetUnwatched();
    Place place = rooms.take(viewer);
    try {
      GroupWatcher watcher = watched(groupId, viewer);
      watcher.pollSoon();
      return new Watch(watcher.live, watcher.live.subscribe(place.memory(), lastSeen), place);
    } catch (RuntimeException | Error e) {
      place.close();
      throw e;
    }
  }

  private GroupWatcher watched(String groupId, Viewer viewer) {
    GroupWatcher watcher = watchers.get(groupId);
    if (watcher == null) {
      if (watchers.size() >= (viewer.readOnly() ? GROUPS_MAX - NOT_FOR_READ_ONLY : GROUPS_MAX)) {
        throw ProblemException.of(
            ProblemCode.TOO_MANY_GROUPS,
            watchers.size()
                + " groups are watched already. Close the pages of one of them; a minute later"
                + " another group can be watched.",
            UNWATCHED_MAX);
      }
      if (groups.find(groupId).isEmpty()) {
        throw ProblemException.of(
            ProblemCode.NOT_FOUND, "Kafka knows no consumer group \"" + groupId + "\".");
      }
      watcher = started(groupId);
      watchers.put(groupId, watcher);
    }
    return watcher;
  }

  /** The subscription of a page to a group. */
  record Watch(LiveGroup group, SseSubscription subscription, Place place)
      implements AutoCloseable {
    @Override
    public void close() {
      group.unsubscribe(subscription);
      place.close();
    }
  }

  private void forgetUnwatched() {
    watchers
        .entrySet()
        .removeIf(watched -> {
          boolean old =
              !watched.getKey().equals(Topics.NOTIFICATION_GROUP)
                  && watched.getValue().unwatchedFor().compareTo(UNWATCHED_MAX) > 0;
          boolean kept = listed.contains(watched.getKey()) && watchers.size() <= UNREQUESTED_MAX;
          if (old && !kept) {
            watched.getValue().stop();
            groupEvents.forget(watched.getKey());
            lags.forget(watched.getKey());
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
   * Sends rebalances from the history to pages that opened before the history was read. Waits until
   * the whole history has been read, because only the newest rebalances are kept.
   */
  void pushPast() {
    if (history.isCaughtUp()) {
      all().forEach(LiveGroup::pushPast);
    }
  }

  /** Whether a page watches, or has left so recently that it may reconnect. */
  synchronized boolean isWatched() {
    forgetUnwatched();
    return all().stream().anyMatch(LiveGroup::isWatched);
  }

  @Override
  public synchronized void start() {
    running = true;
    stopped = false;
    watchers.values().forEach(GroupWatcher::start);
    lister = workers.start("list-groups", this::list);
  }

  @Override
  public synchronized void stop() {
    running = false;
    // The web server still accepts requests for a moment; a page that reconnects would see no
    // change.
    stopped = true;
    if (lister != null) {
      workers.end(lister);
    }
    watchers.values().forEach(GroupWatcher::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
