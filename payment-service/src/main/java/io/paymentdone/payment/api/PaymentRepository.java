package io.paymentdone.payment.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads payments. Each query has a transaction of its own: what is refused before it takes no
 * connection.
 */
@Transactional(readOnly = true)
interface PaymentRepository extends Repository<Payment, UUID> {

  Optional<Payment> findById(UUID id);

  /** The payment that a caller's key belongs to. */
  Optional<Payment> findByCallerAndIdempotencyKey(String caller, String idempotencyKey);

  /** A user's payments older than a position, newest first. */
  List<Payment> findByUserIdAndSeqLessThanOrderBySeqDesc(String userId, long seq, Limit limit);
}
