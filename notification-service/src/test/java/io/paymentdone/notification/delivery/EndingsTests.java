package io.paymentdone.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.lang.Thread.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.TransientDataAccessResourceException;

/** The first transaction is held until the others have brought their ends. */
class EndingsTests {

  private final LaneTable lanes = mock(LaneTable.class);
  private final Endings endings = new Endings(lanes);
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(task -> {
        Thread thread = new Thread(task);
        threads.add(thread);
        return thread;
      });
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final List<List<Ending>> transactions = new ArrayList<>();
  private final List<Ending> leftOut = new ArrayList<>();
  private @Nullable RuntimeException failure;

  @BeforeEach
  void holdFirstTransaction() {
    when(lanes.endFree(any()))
        .thenAnswer(call -> {
          List<Ending> all = call.getArgument(0);
          transactions.add(all);
          if (transactions.size() == 1) {
            firstMayEnd.await();
          } else if (failure != null) {
            throw failure;
          }
          Map<Ending, Optional<Claim>> ended = new HashMap<>();
          all.stream()
              .filter(ending -> !leftOut.contains(ending))
              .forEach(ending -> ended.put(ending, Optional.of(ending.claim())));
          return ended;
        });
    when(lanes.end(any())).thenAnswer(call -> call.<Ending>getArgument(0).claim());
  }

  @AfterEach
  void endWorkers() {
    firstMayEnd.countDown();
    workers.close();
  }

  @Test
  void storesTogetherWhatCameDuringATransaction() throws Exception {
    Ending first = ending("first");
    Ending second = ending("second");
    Ending third = ending("third");
    List<Future<@Nullable Claim>> stored = storeBehind(first, List.of(second, third));

    assertThat(stored.get(0).get()).isEqualTo(first.claim());
    assertThat(stored.get(1).get()).isEqualTo(second.claim());
    assertThat(stored.get(2).get()).isEqualTo(third.claim());
    assertThat(transactions).hasSize(2);
    assertThat(transactions.get(1)).containsExactlyInAnyOrder(second, third);
  }

  @Test
  void waitsForALockedLaneAlone() throws Exception {
    Ending locked = ending("locked");
    Ending free = ending("free");
    leftOut.add(locked);
    CountDownLatch unlocked = new CountDownLatch(1);
    when(lanes.end(locked))
        .thenAnswer(call -> {
          unlocked.await();
          return locked.claim();
        });
    List<Future<@Nullable Claim>> stored = storeBehind(ending("first"), List.of(locked, free));

    assertThat(stored.get(2).get()).isEqualTo(free.claim());
    assertThat(stored.get(1).isDone()).isFalse();
    unlocked.countDown();
    assertThat(stored.get(1).get()).isEqualTo(locked.claim());
  }

  @Test
  void storesEachAloneWhenTheDatabaseRefusesTheValuesOfOne() throws Exception {
    Ending refused = ending("refused");
    Ending other = ending("other");
    failure = new DataIntegrityViolationException("invalid");
    when(lanes.end(refused)).thenThrow(new DataIntegrityViolationException("invalid"));
    List<Future<@Nullable Claim>> stored = storeBehind(ending("first"), List.of(refused, other));

    assertThat(stored.get(2).get()).isEqualTo(other.claim());
    assertThatThrownBy(() -> stored.get(1).get())
        .hasCauseInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void storesEachAloneAfterAnUnexpectedFailure() throws Exception {
    failure = new IllegalStateException("unexpected");
    Ending second = ending("second");
    Ending third = ending("third");
    List<Future<@Nullable Claim>> stored = storeBehind(ending("first"), List.of(second, third));

    assertThat(stored.get(1).get()).isEqualTo(second.claim());
    assertThat(stored.get(2).get()).isEqualTo(third.claim());
  }

  /** A virtual thread that is interrupted while it uses a connection closes it. */
  @Test
  void storesForOthersThoughTheWorkerIsToStop() {
    firstMayEnd.countDown();
    List<Boolean> interrupted = new ArrayList<>();
    doAnswer(
            call -> {
              interrupted.add(Thread.currentThread().isInterrupted());
              return Map.of();
            })
        .when(lanes)
        .endFree(any());
    Thread.currentThread().interrupt();

    endings.store(ending("first"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).containsExactly(false);
  }

  @Test
  void tellsEachWorkerWhyItsEndWasNotStored() throws Exception {
    failure = new TransientDataAccessResourceException("away");
    List<Future<@Nullable Claim>> stored =
        storeBehind(ending("first"), List.of(ending("second"), ending("third")));

    for (Future<@Nullable Claim> one : stored.subList(1, 3)) {
      assertThatThrownBy(one::get).hasCause(failure);
    }
  }

  private List<Future<@Nullable Claim>> storeBehind(Ending first, List<Ending> others) {
    List<Future<@Nullable Claim>> stored = new ArrayList<>();
    stored.add(workers.submit(() -> endings.store(first)));
    await().until(() -> transactions.size() == 1);
    others.forEach(other -> stored.add(workers.submit(() -> endings.store(other))));
    await().until(() -> threads.stream().allMatch(thread -> thread.getState() == State.WAITING));
    firstMayEnd.countDown();
    return stored;
  }

  private static Ending ending(String userId) {
    Claim claim = new Claim(1, userId, UUID.randomUUID(), 0, null);
    return new Ending(claim, DeliveryState.DELIVERED, null, true);
  }
}
