package io.paymentdone.payment.writer;

/** A reason to take no payments for a while, asked before one is queued. All beans of it are. */
public interface AdmissionControl {

  /**
   * Returns quickly and without I/O when payments may be taken.
   *
   * @throws io.paymentdone.web.problem.ProblemException 503 that says what stands in the way
   */
  void check();
}
