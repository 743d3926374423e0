package io.paymentdone.benchmarks.plain;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

/** Payments. */
interface PlainRepository extends JpaRepository<PlainPayment, UUID> {}
