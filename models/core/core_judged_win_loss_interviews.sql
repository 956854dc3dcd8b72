{{ referred_rows('win_loss_interviews') }}
