package io.paymentdone.payment.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads payments. Each query has a transaction of its own: what is refused before it takes no
 * connection.
 */
@Transactional(readOnly = true)
interface PaymentRepository extends Repository<Payment, UUID> {

  /** What a {@link PaymentFilter} lets pass; without a currency any is its own. */
  String FILTER =
      """
       and p.createdAt >= :createdFrom and p.createdAt < :createdUntil
       and p.currency = coalesce(:currency, p.currency)
       and p.amount between :amountMin and :amountMax
      """;

  Optional<Payment> findById(UUID id);

  /** The payment that a caller's key belongs to. */
  Optional<Payment> findByCallerAndIdempotencyKey(String caller, String idempotencyKey);

  /** A user's payments from the one before a position back to another, newest first. */
  @Query(
      "select p from Payment p where p.userId = :userId and p.seq < :before and p.seq >= :oldest"
          + FILTER
          + " order by p.seq desc")
  List<Payment> findOfUser(
      String userId,
      long before,
      long oldest,
      Instant createdFrom,
      Instant createdUntil,
      @Nullable String currency,
      long amountMin,
      long amountMax,
      Limit limit);

  /** Positions of a user's payments before one, newest first. */
  @Query(
      "select p.seq from Payment p where p.userId = :userId and p.seq < :before"
          + " order by p.seq desc")
  List<Long> findPositionsOfUser(String userId, long before, Pageable which);

  /** The payments of all users after a position up to another, oldest first. */
  @Query(
      "select p from Payment p where p.seq > :after and p.seq <= :last"
          + FILTER
          + " order by p.seq")
  List<Payment> findOfAll(
      long after,
      long last,
      Instant createdFrom,
      Instant createdUntil,
      @Nullable String currency,
      long amountMin,
      long amountMax,
      Limit limit);

  /** Positions of all payments after one up to another, oldest first. */
  @Query("select p.seq from Payment p where p.seq > :after and p.seq <= :last order by p.seq")
  List<Long> findPositionsOfAll(long after, long last, Pageable which);
}
